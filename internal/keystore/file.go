package keystore

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"

	"parley"
)

const pemType = "PRIVATE KEY"

// Write stores k in a new file at path with mode 0600: PKCS#8 in PEM, inside an armored age file when passphrase is
// not empty. The file is there whole and on stable storage when Write returns nil, and not at all otherwise. It is a
// CodeDuplicate error if path exists, and CodeStorage if the disk fails.
func Write(path string, k *Key, passphrase string) error {
	text, err := encodeKey(k)
	if err != nil {
		return err
	}
	return writeSecret(path, text, passphrase, WorkFactor)
}

// Read returns the key in the file at path. It calls passphrase only when the file is under one; a nil function stands
// for none. It is a CodeNotFound error if there is no such file, and CodeBadKey if others than the owner may read it,
// if it is not a key file, or if the passphrase is missing or wrong.
func Read(path string, passphrase func() (string, error)) (*Key, error) {
	text, err := readSecret(path, passphrase)
	if err != nil {
		return nil, err
	}
	return decodeKey(path, text)
}

func encodeKey(k *Key) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the key cannot be encoded")
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}), nil
}

// decodeKey reads exactly what encodeKey writes; path is for the sentences.
func decodeKey(path string, text []byte) (*Key, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return nil, parley.Errorf(parley.CodeBadKey, "%s is not a key file, or it is cut short", path)
	case block.Type != pemType:
		return nil, parley.Errorf(parley.CodeBadKey, "%s holds a %.40q, where a %q is wanted", path, block.Type, pemType)
	case len(bytes.TrimSpace(rest)) != 0 || !bytes.HasPrefix(text, []byte("-----BEGIN ")):
		return nil, parley.Errorf(parley.CodeBadKey, "%s holds more than one private key in PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, parley.Errorf(parley.CodeBadKey, "%s holds no private key that can be read", path)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, parley.Errorf(parley.CodeBadKey, "%s holds a private key that is not Ed25519", path)
	}
	return &Key{private}, nil
}

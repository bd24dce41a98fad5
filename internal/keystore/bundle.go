package keystore

import (
	"bufio"
	"errors"
	"io"

	"filippo.io/age"

	"parley"
)

// Seal returns a writer whose bytes go to an age file that only the recipient's identity opens. The file is complete when
// the writer was closed without an error; closing it does not close to.
func Seal(to io.Writer, recipient string) (io.WriteCloser, error) {
	r, err := age.ParseHybridRecipient(recipient)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "the seal on the sheet is no hybrid age recipient")
	}
	w, err := age.Encrypt(to, r)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "the file could not be written")
	}
	return w, nil
}

// SealOverhead bounds by how much an age file to one hybrid recipient is longer than size bytes inside.
func SealOverhead(size int) int { return 2048 + 16*(size>>16+1) }

// SealedPrefix is what an age file begins with.
const SealedPrefix = "age-encryption.org/v1\n"

// Unseal returns what is inside an age file that is sealed to the identity. Errors, also of the reader: CodeBadEncoding
// for what is no such file, or was changed or cut short; CodeBadKey for one that is sealed to somebody else.
func Unseal(from io.Reader, identity string) (io.Reader, error) {
	id, err := age.ParseHybridIdentity(identity)
	if err != nil {
		return nil, parley.Errorf(parley.CodeBadKey, "the seal identity is not a hybrid age identity")
	}
	b := bufio.NewReader(from)
	if head, err := b.Peek(len(SealedPrefix)); err != nil || string(head) != SealedPrefix {
		return nil, parley.Wrap(err, parley.CodeBadEncoding, "the file is no sealed bundle, or it is cut short in its first line")
	}
	r, err := age.Decrypt(b, id)
	if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
		return nil, parley.Wrap(err, parley.CodeBadKey, "the file is sealed for somebody else, or for an earlier seal of this node")
	}
	if err != nil {
		return nil, changed(err)
	}
	return unsealed{r}, nil
}

func changed(err error) error {
	return parley.Wrap(err, parley.CodeBadEncoding, "the file was changed or cut short after it was sealed, and nothing of it is used")
}

type unsealed struct{ from io.Reader }

// Read says in a sentence why it ends before the end.
func (u unsealed) Read(b []byte) (int, error) {
	n, err := u.from.Read(b)
	if err != nil && err != io.EOF {
		err = changed(err)
	}
	return n, err
}

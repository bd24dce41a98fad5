package main

import (
	"crypto/rand"
	"crypto/sha256"
	"io"
	"mime"
	"os"
	"path/filepath"

	"parley"
	"parley/wire"
)

// attach enters the files in the payload, under a fresh salt.
func attach(p *wire.Payload, paths []string) (map[parley.Hash]string, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	if len(paths) > wire.MaxBlobs {
		return nil, parley.Errorf(parley.CodeTooLarge, "%d attachments are given, and a message has at most %d", len(paths), wire.MaxBlobs)
	}
	p.Salt = new([16]byte)
	if _, err := rand.Read(p.Salt[:]); err != nil {
		return nil, err
	}
	files := map[parley.Hash]string{}
	for _, path := range paths {
		name := filepath.Base(path)
		if err := wire.CheckFileName(name); err != nil {
			return nil, err
		}
		id, size, err := blobOf(*p.Salt, path)
		if err != nil {
			return nil, err
		}
		p.Blobs = append(p.Blobs, wire.Blob{Name: name, MediaType: mediaType(name), Size: size, ID: id})
		files[id] = path
	}
	return files, nil
}

// blobOf returns the id and size of a file as an attachment under salt. It reads no file of a size that is refused.
func blobOf(salt [16]byte, path string) (id parley.Hash, size uint64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return id, 0, unreadable(path, err)
	}
	if !info.Mode().IsRegular() {
		return id, 0, unreadable(path, errNoFile)
	}
	if err := wire.CheckBlobSize(filepath.Base(path), uint64(info.Size())); err != nil {
		return id, 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return id, 0, unreadable(path, err)
	}
	defer f.Close()
	h := sha256.New()
	h.Write(salt[:])
	n, err := io.Copy(h, io.LimitReader(f, wire.MaxBlob+1))
	if err != nil {
		return id, 0, unreadable(path, err)
	}
	h.Sum(id[:0])
	return id, uint64(n), wire.CheckBlobSize(filepath.Base(path), uint64(n))
}

// mediaType goes by the ending of the name.
func mediaType(name string) string {
	t := mime.TypeByExtension(filepath.Ext(name))
	if t == "" || wire.CheckLine("media type", t, wire.MaxMediaType) != nil {
		return "application/octet-stream"
	}
	return t
}

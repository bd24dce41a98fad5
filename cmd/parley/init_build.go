package main

import (
	"crypto/rand"
	"os"
	"path/filepath"

	"parley"
	"parley/internal/config"
	"parley/internal/console"
	"parley/internal/control"
)

// build makes everything in a directory beside the final one, which it then renames: DIR is whole or not there. What an
// init that was interrupted left behind is removed first.
func (b *blueprint) build() error {
	if err := b.clearLeftovers(); err != nil {
		return err
	}
	work, lock, err := b.workplace()
	if err != nil {
		return err
	}
	defer lock.Release()
	if err := b.fill(work); err != nil {
		b.clear(work)
		return err
	}
	if err := b.finish(work); err != nil {
		b.clear(work)
		return err
	}
	return nil
}

// workplace makes DIR.init-<random>, locked as long as this init lives.
func (b *blueprint) workplace() (string, *control.Lock, error) {
	return makeBeside(b.dir, workInfix)
}

// fill writes all that lies in the directory.
func (b *blueprint) fill(work string) error {
	if err := os.Mkdir(filepath.Join(work, keysName), 0o700); err != nil {
		return unwritable(filepath.Join(b.dir, keysName), err)
	}
	set, err := b.makeKeys()
	if err != nil {
		return err
	}
	if err := set.write(work); err != nil {
		return err
	}
	text, err := b.partyFile(set)
	if err != nil {
		return err
	}
	if err := writeBytes(filepath.Join(work, partyName), text); err != nil {
		return err
	}
	if err := b.config.Write(filepath.Join(work, config.FileName)); err != nil {
		return err
	}
	if err := b.makeCertificate(work); err != nil {
		return err
	}
	return b.writeRareKeys(work, set)
}

// makeCertificate makes the certificate of the console, where there is to be one.
func (b *blueprint) makeCertificate(work string) error {
	if b.config.Console.Listen == "" {
		return nil
	}
	cert, err := console.OwnCertificate(filepath.Join(work, consoleCertificate), filepath.Join(work, consoleKey), b.config.Console.Name(), now(), rand.Reader)
	if err == nil {
		b.fingerprint = console.CertificateFingerprint(cert.Certificate[0])
	}
	return err
}

// finish puts the names on stable storage and the directory in its place.
func (b *blueprint) finish(work string) error {
	for _, dir := range []string{filepath.Join(work, keysName), work} {
		if err := syncDirectory(dir); err != nil {
			return unwritable(b.dir, err)
		}
	}
	if err := os.MkdirAll(b.config.HighWater, 0o700); err != nil {
		return parley.Wrap(err, parley.CodeStorage, "cannot make the high-water directory %s: %s", b.config.HighWater, reason(err))
	}
	if err := takePlace(work, b.dir); err != nil {
		return err
	}
	os.Remove(filepath.Join(b.dir, outsideName))
	return nil
}

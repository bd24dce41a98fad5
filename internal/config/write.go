package config

import (
	"bytes"
	"os"

	"go.yaml.in/yaml/v3"

	"parley"
)

// Write makes a new file of mode 0600 at path and has it on stable storage when it returns nil. It never overwrites.
func (c *Config) Write(path string) error {
	if err := c.check(); err != nil {
		return err
	}
	text, err := c.encode()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "cannot write %s: %s", path, cause(err))
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "cannot write %s: %s", path, cause(err))
	}
	return nil
}

func (c *Config) encode() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(c); err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the configuration cannot be written as YAML")
	}
	return b.Bytes(), nil
}

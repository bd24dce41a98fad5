package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"parley"
)

// Load reads DIR/config.yaml. Errors: CodeNotFound where dir is no node's directory, CodeStorage where the file cannot
// be read, CodeBadEncoding, with the line, where it does not say what it must.
func Load(dir string) (*Config, error) {
	text, err := read(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, parley.Errorf(parley.CodeNotFound, "%s is not the directory of a node: it has no %s; make one with: parley init", dir, FileName)
	}
	if err != nil {
		return nil, err
	}
	c, err := Parse(text)
	if err != nil {
		return nil, err
	}
	c.dir = dir
	return c, nil
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "cannot read %s: %s", path, cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "cannot read %s: %s", path, cause(err))
	}
	if len(text) > maxFile {
		return nil, parley.Errorf(parley.CodeTooLarge, "%s has more than %d bytes", path, maxFile)
	}
	return text, nil
}

// Parse reads the text of a config file.
func Parse(text []byte) (*Config, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, bad("%s: %s", FileName, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) != 1 {
		return nil, bad("%s is empty", FileName)
	}
	top := doc.Content[0]
	if err := checkKeys(top, "", "party", "name", "posts", "listen", "http", "addresses", "database", "cluster", "high_water", "keys", "log_key", "cosigner_key", "console", "limits", "alarm", "contacts", "bearers"); err != nil {
		return nil, err
	}
	if keys := value(top, "keys"); keys != nil {
		if err := checkKeys(keys, "keys.", "root", "recovery"); err != nil {
			return nil, err
		}
	}
	if cluster := value(top, "cluster"); cluster != nil {
		if err := checkKeys(cluster, "cluster.", "name", "listen", "address", "standby"); err != nil {
			return nil, err
		}
	}
	if console := value(top, "console"); console != nil {
		if err := checkKeys(console, "console.", "listen", "host", "tls", "certificate", "key", "operator_keys", "overlay"); err != nil {
			return nil, err
		}
	}
	if alarm := value(top, "alarm"); alarm != nil {
		if err := checkKeys(alarm, "alarm.", "command", "seconds", "order", "watched", "unwatched", "disk_mib", "database_mib", "standby_mib", "ending_days"); err != nil {
			return nil, err
		}
	}
	if contacts := value(top, "contacts"); contacts != nil && contacts.Kind == yaml.SequenceNode {
		for _, x := range contacts.Content {
			if err := checkKeys(x, "contacts.", "party", "numbers", "courier", "courier_at"); err != nil {
				return nil, err
			}
		}
	}
	if bearers := value(top, "bearers"); bearers != nil && bearers.Kind == yaml.SequenceNode {
		for _, x := range bearers.Content {
			if err := checkKeys(x, "bearers.", "name", "kind", "listen", "device", "to", "cost", "rate", "hours", "uplink", "keep_alive", "dial", "mtu"); err != nil {
				return nil, err
			}
		}
	}
	if limits := value(top, "limits"); limits != nil {
		if err := checkKeys(limits, "limits.", "handshakes", "handshakes_per_host", "handshake_rate", "handshake_rate_per_host", "frame_bytes", "frames"); err != nil {
			return nil, err
		}
	}
	c := new(Config)
	if err := top.Decode(c); err != nil {
		return nil, bad("%s: %s", FileName, typeSentence(err))
	}
	return c, c.check()
}

// checkKeys refuses what is no mapping, a key that is not known, and a key that stands twice.
func checkKeys(n *yaml.Node, prefix string, known ...string) error {
	if n.Kind != yaml.MappingNode {
		return bad("%s line %d: write key: value", FileName, n.Line)
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		if !slices.Contains(known, k.Value) {
			return bad("%s line %d: there is no key %q; the keys are %s", FileName, k.Line, prefix+k.Value, strings.Join(known, ", "))
		}
		if seen[k.Value] {
			return bad("%s line %d: the key %q stands twice", FileName, k.Line, prefix+k.Value)
		}
		seen[k.Value] = true
	}
	return nil
}

func value(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// check reports the first key whose value cannot be.
func (c *Config) check() error {
	if err := parley.CheckName("party", string(c.Party)); err != nil {
		return bad("%s: %s", FileName, parley.SentenceOf(err))
	}
	for _, p := range c.Posts {
		if err := parley.CheckName("post", string(p)); err != nil {
			return bad("%s: %s", FileName, parley.SentenceOf(err))
		}
	}
	for _, missing := range []struct {
		key   string
		empty bool
	}{
		{"name", c.Name == ""}, {"posts", len(c.Posts) == 0}, {"listen", c.Listen == ""}, {"addresses", len(c.Addresses) == 0},
		{"high_water", c.HighWater == ""}, {"keys.root", c.Keys.Root == ""}, {"keys.recovery", c.Keys.Recovery == ""},
	} {
		if missing.empty {
			return bad("%s: the key %q is missing or empty", FileName, missing.key)
		}
	}
	if !filepath.IsAbs(c.HighWater) {
		return bad("%s: high_water must be an absolute path", FileName)
	}
	if err := checkDatabase(c.Database); err != nil {
		return err
	}
	if err := c.checkCluster(); err != nil {
		return err
	}
	if err := c.Log.check("log_key"); err != nil {
		return err
	}
	if err := c.Cosigner.check("cosigner_key"); err != nil {
		return err
	}
	if err := c.Console.check(); err != nil {
		return err
	}
	if err := c.checkAlarm(); err != nil {
		return err
	}
	if err := c.checkContacts(); err != nil {
		return err
	}
	if err := c.checkBearers(); err != nil {
		return err
	}
	return c.Limits.check()
}

// typeSentence takes the first complaint out of the YAML library's error.
func typeSentence(err error) string {
	var t *yaml.TypeError
	if errors.As(err, &t) && len(t.Errors) > 0 {
		return t.Errors[0]
	}
	return strings.TrimPrefix(err.Error(), "yaml: ")
}

// cause returns what the operating system said, without the path that the sentence names already.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadEncoding, format, args...)
}

package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"parley"
)

// Limits of a policy.
const (
	MaxFile  = 64 << 10 // bytes
	MaxRules = 256
)

// ruleText is a rule as it is written.
type ruleText struct {
	Name         string   `yaml:"name"`
	Forms        []string `yaml:"forms"`
	Precedence   string   `yaml:"precedence"`
	To           []string `yaml:"to"`
	Posts        []string `yaml:"posts"`
	Draft        int      `yaml:"draft"`
	Review       int      `yaml:"review"`
	Release      int      `yaml:"release"`
	ReviewPosts  []string `yaml:"review_posts"`
	ReleasePosts []string `yaml:"release_posts"`
	Emergency    int      `yaml:"emergency"`
	Requires     *struct {
		Charter   string `yaml:"charter"`
		Procedure string `yaml:"procedure"`
		Outcome   string `yaml:"outcome"`
	} `yaml:"requires"`
}

// Parse reads the text of a policy. A word that it does not know is refused with its line: what was written wrong must not
// silently ask for less. CodeBadEncoding, CodeTooLarge.
func Parse(text []byte) (*Policy, error) {
	if len(text) > MaxFile {
		return nil, parley.Errorf(parley.CodeTooLarge, "%s has more than %d bytes", FileName, MaxFile)
	}
	var file struct {
		Rules []ruleText `yaml:"rules"`
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, bad("%s", sentence(err))
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, bad("there is a second document behind the first")
	}
	if len(file.Rules) == 0 || len(file.Rules) > MaxRules {
		return nil, bad("there are %d rules; write 1 to %d", len(file.Rules), MaxRules)
	}
	p := &Policy{}
	names := map[string]bool{}
	for i := range file.Rules {
		r, err := file.Rules[i].rule()
		if err == nil && names[r.Name] {
			err = fmt.Errorf("another rule has that name")
		}
		if err != nil {
			return nil, bad("rule %d (%q): %s", i+1, file.Rules[i].Name, parley.SentenceOf(plain(err)))
		}
		names[r.Name] = true
		p.Rules = append(p.Rules, *r)
	}
	return p, nil
}

func (x *ruleText) rule() (r *Rule, err error) {
	r = &Rule{Name: x.Name, Forms: x.Forms, Draft: x.Draft, Review: x.Review, Release: x.Release, Emergency: x.Emergency}
	if x.Name == "" || len(x.Name) > 64 {
		return nil, fmt.Errorf("name has %d bytes; give it one of 1 to 64", len(x.Name))
	}
	for _, n := range []struct {
		key          string
		value, least int
	}{{"draft", x.Draft, 0}, {"review", x.Review, 0}, {"release", x.Release, 1}, {"emergency", x.Emergency, 0}} {
		if n.value < n.least || n.value > MaxOfficers {
			return nil, fmt.Errorf("%s is %d; it must be %d to %d", n.key, n.value, n.least, MaxOfficers)
		}
	}
	if x.Precedence != "" {
		if r.Precedence, err = parley.ParsePrecedence(x.Precedence); err != nil {
			return nil, err
		}
	}
	for _, to := range x.To {
		a, err := parseTo(to)
		if err != nil {
			return nil, err
		}
		r.To = append(r.To, a)
	}
	for _, list := range []struct {
		from []string
		into *[]parley.PostID
	}{{x.Posts, &r.Posts}, {x.ReviewPosts, &r.ReviewPosts}, {x.ReleasePosts, &r.ReleasePosts}} {
		for _, post := range list.from {
			if err := parley.CheckName("post", post); err != nil {
				return nil, err
			}
			*list.into = append(*list.into, parley.PostID(post))
		}
	}
	return r, x.requirement(r)
}

func parseTo(s string) (a parley.Address, err error) {
	party, post, has := strings.Cut(s, "/")
	if err := parley.CheckName("party", party); err != nil {
		return a, err
	}
	if has {
		if err := parley.CheckName("post", post); err != nil {
			return a, err
		}
	}
	return parley.Address{Party: parley.PartyID(party), Post: parley.PostID(post)}, nil
}

func (x *ruleText) requirement(r *Rule) error {
	if x.Requires == nil {
		return nil
	}
	id, err := parley.ParseHash(x.Requires.Charter)
	if err != nil {
		return fmt.Errorf("requires.charter is no charter id of 64 hexadecimal digits")
	}
	if x.Requires.Procedure == "" || x.Requires.Outcome == "" {
		return fmt.Errorf("requires needs a procedure and an outcome, a state of it")
	}
	r.Requires = &Requirement{Charter: id, Procedure: x.Requires.Procedure, Outcome: x.Requires.Outcome}
	return nil
}

// plain gives an error the sentence that it says.
func plain(err error) error {
	if parley.CodeOf(err) != parley.CodeInternal {
		return err
	}
	return parley.Errorf(parley.CodeBadEncoding, "%s", err)
}

var typeName = regexp.MustCompile(` (in|into) type .*| into \S+$`)

// sentence takes the first complaint, with its line, out of the YAML library's error.
func sentence(err error) string {
	var t *yaml.TypeError
	if errors.As(err, &t) && len(t.Errors) > 0 {
		return typeName.ReplaceAllString(t.Errors[0], "")
	}
	return strings.TrimPrefix(err.Error(), "yaml: ")
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadEncoding, FileName+": "+format, args...)
}

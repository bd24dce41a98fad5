package main

import (
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/officer"
)

// An officerTerms is where and when an officer serves, as flags.
type officerTerms struct {
	posts       []string
	from, until string
}

func (o *officerTerms) flags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringArrayVar(&o.posts, "post", nil, "post and rights, duty=watch,draft,review,release,administer; give it once for each post")
	fl.StringVar(&o.from, "from", "", "since when the officer's signatures count (default now): 2027-03-01, 2027-03-01T12:00:00Z, or 011200Z MAR 27")
	fl.StringVar(&o.until, "until", "", "from when on they count no more (default until revoked)")
}

// read returns the posts, which are this party's under the charter, and the times.
func (o *officerTerms) read(cmd *cobra.Command, api node.API, charter string) (posts []officer.Post, from parley.Millis, until *parley.Millis, err error) {
	c, err := api.Composer(cmd.Context(), charter)
	if err != nil {
		return nil, 0, nil, err
	}
	for _, text := range o.posts {
		p, err := parsePost(text, c.Posts)
		if err != nil {
			return nil, 0, nil, err
		}
		posts = append(posts, p)
	}
	if from, err = instant(o.from); err == nil && from == 0 {
		from, err = checkedNow()
	}
	end, bad := instant(o.until)
	if end != 0 {
		until = &end
	}
	if err == nil {
		err = bad
	}
	return posts, from, until, err
}

// parsePost reads POST=RIGHT,RIGHT.
func parsePost(text string, known []parley.PostID) (p officer.Post, err error) {
	name, rights, ok := strings.Cut(text, "=")
	if !ok {
		return p, parley.Errorf(parley.CodeUsage, "%.60q is not a post and its rights; write duty=watch,draft,release", text)
	}
	var all []string
	for _, k := range known {
		if all = append(all, string(k)); string(k) == name {
			p.Post = k
		}
	}
	if p.Post == "" {
		return p, parley.Errorf(parley.CodeUsage, "%.40q is no post of this party under the charter; it has %s", name, strings.Join(all, ", "))
	}
	p.Rights, err = officer.ParseRights(rights)
	return p, err
}

func officerAddCommand() *cobra.Command {
	var m actMaker
	var o officerTerms
	var name string
	var keys []string
	var verified bool
	cmd := &cobra.Command{
		Use:   "add OFFICER --dir DIR --post POST=RIGHTS --key FILE",
		Short: "Enrol an officer: an id, posts with rights, and keys",
		Long: "Enrol an officer under an id, which the other parties see and which is never given to another person, with rights at\n" +
			"posts and keys. FILE is the officer's key file, the line of its public half, or an SSH public key. Each key signs the\n" +
			"act, so that nobody enrols a key that he does not have: key files and agents sign at once; for others write the act\n" +
			"to a file with -o, and have it signed (parley officer sign). The root signs, unless administrators are named to with\n" +
			"--sign or --no-root.",
		Example: "  parley officer add duty-1 --dir north --post duty=watch,draft,release --key duty-1.key\n" +
			"  parley officer add chief --dir north --post duty=administer --key chief.pub --agent env --name 'The chief of the desk'\n" +
			"  parley officer add duty-2 --dir north --post duty=watch --key duty-2.pub --sign chief.key -o duty-2.act",
		Args: arguments(1, 1, "the officer's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.make(cmd, func(api node.API) ([]officer.Entry, []givenKey, error) {
				e := &officer.Enrol{Officer: officer.ID(args[0])}
				if name != "" {
					e.Name = &name
				}
				var err error
				if e.Posts, e.From, e.Until, err = o.read(cmd, api, m.charter); err != nil {
					return nil, nil, err
				}
				if len(e.Posts) == 0 || len(keys) == 0 {
					return nil, nil, parley.Errorf(parley.CodeUsage, "an officer needs a post with rights (--post) and a key (--key)")
				}
				given, err := readOfficerKeys(keys, verified)
				e.Keys = publicHalves(given)
				return []officer.Entry{e}, given, err
			})
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "name that the other parties are shown (default none: the id is all that they learn)")
	keyFlags(cmd, &keys, &verified)
	m.flags(cmd)
	return cmd
}

func keyFlags(cmd *cobra.Command, keys *[]string, verified *bool) {
	cmd.Flags().StringSliceVar(keys, "key", nil, "file of a key: an officer's key file, a line of its public half, or an SSH public key; give it once for each")
	cmd.Flags().BoolVar(verified, "verified", false, "ask that a security key verifies its user by PIN or by body, and not only a touch")
}

func readOfficerKeys(paths []string, verified bool) (out []givenKey, err error) {
	for _, path := range paths {
		g, err := readOfficerKey(path, verified)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

func publicHalves(given []givenKey) (out []officer.Key) {
	for _, g := range given {
		out = append(out, g.key)
	}
	return out
}

func officerRekeyCommand() *cobra.Command {
	var m actMaker
	var keys, remove []string
	var verified bool
	cmd := &cobra.Command{
		Use:   "rekey OFFICER --dir DIR [--key FILE] [--remove KEY]",
		Short: "Give an officer other keys",
		Example: "  parley officer rekey duty-1 --dir north --key duty-1-next.key --remove 31c04a7a9be8d1f2\n" +
			"  parley officer rekey duty-1 --dir north --remove 31c04a7a9be8d1f2 --sign chief.key --sign deputy.key",
		Args: arguments(1, 1, "the officer's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.make(cmd, func(node.API) ([]officer.Entry, []givenKey, error) {
				given, err := readOfficerKeys(keys, verified)
				e := &officer.Rekey{Officer: officer.ID(args[0]), Added: publicHalves(given), Removed: []parley.KeyID{}}
				for _, text := range remove {
					kid, bad := keyID(text)
					if bad != nil {
						return nil, nil, bad
					}
					e.Removed = append(e.Removed, kid)
				}
				if e.Added == nil {
					e.Added = []officer.Key{}
				}
				if err == nil && len(e.Added)+len(e.Removed) == 0 {
					err = parley.Errorf(parley.CodeUsage, "say with --key which keys are added, or with --remove which are taken out")
				}
				return []officer.Entry{e}, given, err
			})
		},
	}
	keyFlags(cmd, &keys, &verified)
	cmd.Flags().StringSliceVar(&remove, "remove", nil, "id of a key to take out, as parley officer show has it")
	m.flags(cmd)
	return cmd
}

func officerChangeCommand() *cobra.Command {
	var m actMaker
	var o officerTerms
	cmd := &cobra.Command{
		Use:   "change OFFICER --dir DIR [--post POST=RIGHTS] [--until TIME]",
		Short: "Give an officer other posts and rights, or another time",
		Long: "Give an officer other posts and rights, in the place of all those before, or another time. What is not named stays as it\n" +
			"is, but for --until: without it the officer serves until revoked.",
		Example: "  parley officer change duty-1 --dir north --post duty=watch,draft,review,release\n" +
			"  parley officer change duty-1 --dir north --until 2027-06-01",
		Args: arguments(1, 1, "the officer's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.make(cmd, func(api node.API) ([]officer.Entry, []givenKey, error) {
				v, err := officerNamed(m.view, args[0])
				if err != nil {
					return nil, nil, err
				}
				e := &officer.Change{Officer: officer.ID(args[0])}
				if e.Posts, e.From, e.Until, err = o.read(cmd, api, m.charter); err != nil {
					return nil, nil, err
				}
				if len(o.posts) == 0 {
					e.Posts, err = postsOf(v)
				}
				if o.from == "" && err == nil {
					e.From, err = parley.ParseMillis(v.From)
				}
				return []officer.Entry{e}, nil, err
			})
		},
	}
	o.flags(cmd)
	m.flags(cmd)
	return cmd
}

// postsOf returns the posts of an officer as they are.
func postsOf(v node.OfficerView) (out []officer.Post, err error) {
	for _, p := range v.Posts {
		rights, err := officer.ParseRights(strings.Join(p.Rights, ","))
		if err != nil {
			return nil, err
		}
		out = append(out, officer.Post{Post: parley.PostID(p.Post), Rights: rights})
	}
	return out, nil
}

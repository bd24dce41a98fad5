package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

func initCommand() *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init DIR --party ID --name TEXT",
		Short: "Make the directory of a new node, with its keys",
		Long: "Make the directory of a new node, with its keys and its configuration. DIR is whole or not there at all.\n\n" +
			"The root key signs charters and sheets and is wanted rarely; the recovery key replaces a lost root. Keep both\n" +
			"elsewhere with --root and --recovery. The high-water directory holds the size of the record that was last\n" +
			"shown to others; keep it out of every backup of DIR.",
		Example: "  parley init north --party north --name Northland\n" +
			"  parley init /srv/north --party north --name Northland --post duty --post air --listen 0.0.0.0:7420 \\\n" +
			"      --address north.example:7420 --root /media/stick/root.key --recovery /media/vault/recovery.key --passphrase",
		Args: arguments(0, 1, "one directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := initDirectory(cmd, args)
			if err != nil {
				return err
			}
			b, err := f.plan(dir)
			if err != nil {
				return err
			}
			if err := b.build(); err != nil {
				return err
			}
			tellNext(cmd.OutOrStdout(), cmd.ErrOrStderr(), b)
			return nil
		},
	}
	directoryFlag(cmd)
	f.add(cmd)
	return cmd
}

type initFlags struct {
	party, name, listen, http, console, root, recovery, highWater string
	posts, addresses                                              []string
	passphrase                                                    bool
}

func (f *initFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.party, "party", "", "id of the party: 1 to 32 of a to z, 0 to 9 and - (required)")
	fl.StringVar(&f.name, "name", "", "name of the party, as it calls itself (required)")
	fl.StringSliceVar(&f.posts, "post", []string{"duty"}, "desk of the party; give it once for each")
	fl.StringVar(&f.listen, "listen", "127.0.0.1:7420", "where other nodes reach this one")
	fl.StringSliceVar(&f.addresses, "address", nil, "what the sheet tells the other parties (default the listen address)")
	fl.StringVar(&f.http, "http", "", "where the record and the metrics are served; :PORT is on loopback (default nowhere)")
	fl.StringVar(&f.console, "console", "", "where the web console is served, with a certificate of its own (default nowhere)")
	fl.StringVar(&f.root, "root", "", "new file for the root key (default in DIR)")
	fl.StringVar(&f.recovery, "recovery", "", "new file for the recovery key (default in DIR)")
	fl.StringVar(&f.highWater, "high-water", "", "directory of the high-water files (default DIR.high-water beside DIR)")
	fl.BoolVar(&f.passphrase, "passphrase", false, "put the root and recovery keys under a passphrase, from the terminal or "+passphraseEnv)
}

// initDirectory takes DIR as the argument, or as --dir like other verbs.
func initDirectory(cmd *cobra.Command, args []string) (string, error) {
	flag, _ := cmd.Flags().GetString("dir")
	switch {
	case len(args) == 1 && flag != "":
		return "", parley.Errorf(parley.CodeUsage, "name the directory once, as DIR or with --dir")
	case len(args) == 1 && args[0] != "":
		return args[0], nil
	}
	return directoryOf(cmd)
}

// check refuses what is missing and what no charter could hold.
func (f *initFlags) check() error {
	if f.party == "" || f.name == "" {
		return parley.Errorf(parley.CodeUsage, "give the party an id with --party and a name with --name; see parley init --help")
	}
	if err := parley.CheckName("party", f.party); err != nil {
		return err
	}
	if err := wire.CheckLine("name", f.name, maxPartyName); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range f.posts {
		if err := parley.CheckName("post", p); err != nil {
			return err
		}
		if seen[p] {
			return parley.Errorf(parley.CodeBadName, "the post %s is given twice", p)
		}
		seen[p] = true
	}
	if len(f.posts) == 0 || len(f.posts) > wire.MaxPosts {
		return parley.Errorf(parley.CodeBadName, "a party has 1 to %d posts", wire.MaxPosts)
	}
	return nil
}

// maxPartyName is the longest name of a party, in bytes.
const maxPartyName = 200

func tellNext(out, warn io.Writer, b *blueprint) {
	if inside := b.keysInside(); inside != "" {
		fmt.Fprintf(warn, "warning: %s in %s; whoever copies the directory can sign charters for %s, so keep it elsewhere (--root, --recovery)\n",
			inside, b.dir, b.config.Party)
	}
	fmt.Fprintf(out, "%s is ready in %s\n", b.config.Party, b.dir)
	if b.fingerprint != "" {
		fmt.Fprintf(out, "certificate of its console, SHA-256 %s\n", b.fingerprint)
	}
	fmt.Fprintf(out, "hand over its public half: parley party --dir %s > %s.yaml\n", node.ShellWord(b.dir), b.config.Party)
}

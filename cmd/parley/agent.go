package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/agent"
	"parley/internal/control"
	"parley/internal/keystore"
	"parley/internal/socket"
)

func agentCommand() *cobra.Command {
	var f agentFlags
	cmd := &cobra.Command{
		Use:   "agent --party ID --keys DIR --socket PATH --high-water DIR",
		Short: "Hold the log and cosigner keys of a node under another account",
		Long: "Hold the log and cosigner keys of a node in a process of another account, and sign with them over a Unix socket (the\n" +
			"protocol of ssh-agent). Only heads of the party's own records are signed, none that is smaller than, or differs at\n" +
			"the same size from, the last one signed, which is kept in a directory of the agent's own; and cosignatures over\n" +
			"heads of others; and that a key is here, on a sheet of the party that names it, which the root has to sign too. So\n" +
			"whoever takes over the account of the node can stop its record, and cannot fork it.\n\n" +
			"Move the two files from DIR/keys to the other account, let the node's group use the socket, and write into the\n" +
			"node's config.yaml: log_key: \"agent:PATH\" and cosigner_key: \"agent:PATH\". While the agent is gone the node takes\n" +
			"messages, signs nothing, and says so. To replace a key, make the next one with parley agent key, start the agent\n" +
			"with both, and use parley sheet new --rotate log; then start it with the new one alone.",
		Example: "  parley agent --party north --keys /srv/keeper/north --socket /run/parley-north/agent --group parley \\\n" +
			"      --high-water /srv/keeper/north/high-water\n" +
			"  parley agent --party north --log /srv/keeper/log.key --cosigner /srv/keeper/cosigner.key \\\n" +
			"      --socket /run/parley/agent --group parley --high-water /srv/keeper/high-water",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return f.serve(ctx, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f.add(cmd)
	cmd.AddCommand(agentKeyCommand())
	return cmd
}

type agentFlags struct {
	party, socket, group, mode, highWater, keys string

	logs, cosigners []string
}

func (f *agentFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.party, "party", "", "id of the party whose keys they are (required)")
	fl.StringSliceVar(&f.logs, "log", nil, "key file of a log key; give it once for each")
	fl.StringSliceVar(&f.cosigners, "cosigner", nil, "key file of a cosigner key; give it once for each")
	fl.StringVar(&f.keys, "keys", "", "directory whose files log*.key and cosigner*.key are given, besides those with --log and --cosigner")
	fl.StringVar(&f.socket, "socket", "", "path of the socket (required)")
	fl.StringVar(&f.group, "group", "", "group of the socket: that of the node's account (default the agent's own)")
	fl.StringVar(&f.mode, "mode", "0660", "mode of the socket")
	fl.StringVar(&f.highWater, "high-water", "", "directory, of this account only, of the last heads signed; keep it out of every backup (required)")
}

// serve runs the agent until ctx ends.
func (f *agentFlags) serve(ctx context.Context, out, errs io.Writer) error {
	if err := f.find(); err != nil {
		return err
	}
	mode, group, err := f.check()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.highWater, 0o700); err != nil {
		return unwritable(f.highWater, err)
	}
	lock, err := control.LockDirectory(f.highWater)
	if err != nil {
		return err
	}
	defer lock.Release()
	guard, err := f.guard(errs)
	if err != nil {
		return err
	}
	l, err := socket.Listen(f.socket, mode, group)
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Fprintf(out, "holding %d keys of %s at %s\n", len(f.logs)+len(f.cosigners), f.party, f.socket)
	return agent.Serve(ctx, l, guard)
}

// find adds the key files of the directory, if one is given.
func (f *agentFlags) find() error {
	if f.keys == "" {
		return nil
	}
	for role, to := range map[string]*[]string{"log": &f.logs, "cosigner": &f.cosigners} {
		found, err := filepath.Glob(filepath.Join(f.keys, role+"*.key"))
		if err != nil {
			return unreadable(f.keys, err)
		}
		*to = append(*to, found...)
	}
	return nil
}

func (f *agentFlags) check() (mode os.FileMode, group int, err error) {
	if f.party == "" || f.socket == "" || f.highWater == "" || len(f.logs)+len(f.cosigners) == 0 {
		return 0, 0, parley.Errorf(parley.CodeUsage, "give --party, --socket, --high-water and a key file with --log, --cosigner or --keys; see parley agent --help")
	}
	if err := parley.CheckName("party", f.party); err != nil {
		return 0, 0, err
	}
	bits, err := strconv.ParseUint(f.mode, 8, 9)
	if err != nil || bits&0o600 != 0o600 || bits&0o007 != 0 {
		return 0, 0, parley.Errorf(parley.CodeUsage, "the mode of the socket is 0600 or 0660: nobody but its owner and one group may reach it")
	}
	group, err = groupID(f.group)
	return os.FileMode(bits), group, err
}

// groupID finds a group by its name or its number; -1 for none.
func groupID(name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	if g, err := user.LookupGroup(name); err == nil {
		name = g.Gid
	}
	id, err := strconv.ParseUint(name, 10, 31)
	if err != nil {
		return 0, parley.Errorf(parley.CodeUsage, "there is no group %.60q", name)
	}
	return int(id), nil
}

func (f *agentFlags) guard(errs io.Writer) (*agent.Guard, error) {
	g := agent.NewGuard(parley.PartyID(f.party), filepath.Clean(f.highWater), slog.New(slog.NewTextHandler(errs, nil)))
	for _, x := range []struct {
		paths []string
		add   func(parley.Signer) error
	}{{f.logs, g.AddLog}, {f.cosigners, g.AddCosigner}} {
		for _, path := range x.paths {
			k, err := keystore.Read(path, passphraseFor(path))
			if err != nil {
				return nil, err
			}
			if err := x.add(k); err != nil {
				return nil, err
			}
		}
	}
	return g, nil
}

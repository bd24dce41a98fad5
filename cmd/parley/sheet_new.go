package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/internal/config"
	"parley/internal/keystore"
	"parley/internal/node"
)

// sheetRoles are the keys of a sheet that can be replaced.
var sheetRoles = []string{"log", "cosigner", "link", "duty", "operator"}

func sheetNewCommand() *cobra.Command {
	var rotate, addresses, posts []string
	var root string
	cmd := &cobra.Command{
		Use:   "new --dir DIR [--rotate KEYS] [--address HOST:PORT] [--post POST]",
		Short: "Make the next sheet, with new keys, addresses or posts, and put it in force",
		Long: "Make the next sheet of this party, with new keys in the place of those that --rotate names, signed by the root key\n" +
			"and by every key on it, and enter it in every record. It needs no consent of the other parties and no signature of\n" +
			"the key that it replaces: a key that was stolen or lost is replaced in this way. From the entry on the old key counts\n" +
			"for nothing; what it signed before stays valid. Keys: " + strings.Join(sheetRoles, ", ") + " (of all posts), operator-POST.\n" +
			"With --post the sheet has an operator key for a post that a new edition gives the party; it comes before the edition.",
		Example: "  parley sheet new --dir north --rotate log\n" +
			"  parley sheet new --dir north --rotate log,link,cosigner,duty,operator --root /media/stick/root.key\n" +
			"  parley sheet new --dir north --address north.example:7420\n" +
			"  parley sheet new --dir north --post sea-desk",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(rotate) == 0 && len(addresses) == 0 && len(posts) == 0 {
				return parley.Errorf(parley.CodeUsage, "say with --rotate which keys are replaced, or with --address where the node is reached, or with --post what posts are added")
			}
			dir, cfg, err := configOf(cmd)
			if err != nil {
				return err
			}
			if root == "" {
				root = cfg.RootKey()
			}
			rootKey, err := keystore.Read(root, passphraseFor(root))
			if err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			p, err := planSheet(cmd.Context(), api, dir, cfg, rotate, addresses)
			if err != nil {
				return err
			}
			if err := p.addPosts(posts); err != nil {
				return err
			}
			file, err := p.sign(rootKey)
			if err != nil {
				return err
			}
			v, err := api.ReplaceSheet(cmd.Context(), node.Replacement{PartyFile: file, Who: who("")})
			if err != nil {
				return err
			}
			if err := p.retire(); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "sheet %d of %s is in force\nnew keys: %s\nentered in %d of its records\n%s", v.Number, cfg.Party, p.words(), v.Entered, p.atAgents())
			return err
		},
	}
	fl := cmd.Flags()
	fl.StringSliceVar(&rotate, "rotate", nil, "keys to replace: "+strings.Join(sheetRoles, ", ")+", operator-POST")
	fl.StringSliceVar(&addresses, "address", nil, "what the sheet tells the other parties in the place of the addresses before")
	fl.StringSliceVar(&posts, "post", nil, "post that the sheet has an operator key for besides those before; give it once for each")
	fl.StringVar(&root, "root", "", "file of the root key (default as parley init set it)")
	directoryFlag(cmd)
	return cmd
}

// A sheetPlan is a next sheet with the keys that sign it.
type sheetPlan struct {
	dir     string
	config  *config.Config
	party   *charter.PartyFile
	sheet   charter.Sheet
	signers []parley.Signer
	rotate  []string
	rotated []string // roles with a new key
	retired []string // files of the keys that are replaced
}

func planSheet(ctx context.Context, api node.API, dir string, cfg *config.Config, rotate, addresses []string) (*sheetPlan, error) {
	pf, old, err := ownSheet(dir)
	if err != nil {
		return nil, err
	}
	at, err := checkedNow()
	if err != nil {
		return nil, err
	}
	p := &sheetPlan{dir: dir, config: cfg, party: pf, sheet: *old, rotate: rotate}
	if err := p.known(); err != nil {
		return nil, err
	}
	last, err := lastPage(ctx, api)
	if err != nil {
		return nil, err
	}
	hash := charter.SheetHash(pf.Sheet)
	p.sheet.Number, p.sheet.Previous, p.sheet.Time = max(old.Number, last)+1, &hash, max(at, old.Time)
	if len(addresses) > 0 {
		p.sheet.Addresses = addresses
	}
	for _, x := range []struct {
		role string
		key  *[]byte
	}{{"log", &p.sheet.Log}, {"cosigner", &p.sheet.Cosigner}, {"link", &p.sheet.Link}, {"duty", &p.sheet.Duty}} {
		if *x.key, err = p.key(x.role, *x.key, slices.Contains(rotate, x.role)); err != nil {
			return nil, err
		}
	}
	p.sheet.Operators = slices.Clone(old.Operators)
	for i, o := range p.sheet.Operators {
		role := operatorRole(o.Post)
		if p.sheet.Operators[i].Key, err = p.key(role, o.Key, slices.Contains(rotate, "operator") || slices.Contains(rotate, role)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// lastPage returns the highest number of a sheet or roster act in this party's records: a sheet stands in all of them.
func lastPage(ctx context.Context, api node.API) (number uint64, err error) {
	all, err := api.Charters(ctx)
	if err != nil {
		return 0, err
	}
	for _, c := range all {
		v, err := api.Roster(ctx, c.ID, "")
		if err != nil {
			return 0, err
		}
		number = max(number, v.Page)
	}
	return number, nil
}

// addPosts adds an operator key for each post that has none yet.
func (p *sheetPlan) addPosts(posts []string) error {
	for _, name := range posts {
		if err := parley.CheckName("post", name); err != nil {
			return err
		}
		post := parley.PostID(name)
		if len(keysOfPost(&p.sheet, post)) > 0 {
			return parley.Errorf(parley.CodeUsage, "the sheet has an operator key for the post %s already", post)
		}
		key, err := p.key(operatorRole(post), nil, true)
		if err != nil {
			return err
		}
		p.sheet.Operators = append(p.sheet.Operators, charter.Operator{Post: post, Key: key})
		p.party.Posts = append(p.party.Posts, post)
	}
	return nil
}

// known refuses a role that the sheet does not have.
func (p *sheetPlan) known() error {
	roles := slices.Clone(sheetRoles)
	for _, o := range p.sheet.Operators {
		roles = append(roles, operatorRole(o.Post))
	}
	for _, r := range p.rotate {
		if !slices.Contains(roles, r) {
			return parley.Errorf(parley.CodeUsage, "there is no key %.40q on the sheet; it has %s", r, strings.Join(roles, ", "))
		}
	}
	return nil
}

// key returns the public half of a role's key: a new one, which is stored first, or the one on the sheet before. A key
// file that an interrupted attempt left behind is used. Where an agent has the key of that role, it has the new one too.
func (p *sheetPlan) key(role string, old []byte, renew bool) ([]byte, error) {
	if renew && agentOf(p.config, role) != "" {
		k, err := nextInAgent(agentOf(p.config, role), p.config.Party, role, p.sheet.Keys())
		if err != nil {
			return nil, err
		}
		p.signers, p.rotated = append(p.signers, k), append(p.rotated, role)
		return k.Public(), nil
	}
	if !renew {
		k, err := signerOf(p.dir, p.config, role, old)
		if err != nil {
			return nil, err
		}
		p.signers = append(p.signers, k)
		return old, nil
	}
	path := laterKeyPath(p.dir, role, p.sheet.Number)
	k, err := keystore.Read(path, passphraseFor(path))
	if errors.Is(err, fs.ErrNotExist) {
		k, err = newKeyFile(path)
	}
	if err != nil {
		return nil, err
	}
	if bytes.Equal(k.Public(), old) {
		return nil, parley.Errorf(parley.CodeBadKey, "%s holds the key that is to be replaced", path)
	}
	if _, replaced, err := keyOnSheet(p.dir, role, old); err == nil { // a lost key has no file
		p.retired = append(p.retired, replaced)
	}
	p.signers, p.rotated = append(p.signers, k), append(p.rotated, role)
	return k.Public(), nil
}

// sign returns the party file with the signed sheet.
func (p *sheetPlan) sign(root *keystore.Key) ([]byte, error) {
	if !bytes.Equal(root.Public(), p.sheet.Root) {
		return nil, parley.Errorf(parley.CodeBadKey, "that is not the root key of %s", p.sheet.Party)
	}
	signed, err := charter.SignSheet(&p.sheet, append([]parley.Signer{root}, p.signers...))
	if err != nil {
		return nil, err
	}
	next := *p.party
	next.Sheet = signed
	file := next.Encode()
	_, err = charter.ParsePartyFile(file)
	return file, err
}

// retire puts the files of the replaced keys aside.
func (p *sheetPlan) retire() error {
	if len(p.retired) == 0 {
		return nil
	}
	aside := filepath.Join(p.dir, keysName, retiredName)
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return unwritable(aside, err)
	}
	for _, path := range p.retired {
		to := filepath.Join(aside, fmt.Sprintf("before-sheet-%d-%s", p.sheet.Number, filepath.Base(path)))
		if err := os.Rename(path, to); err != nil {
			return unwritable(to, err)
		}
	}
	return syncDirectory(filepath.Join(p.dir, keysName))
}

func (p *sheetPlan) words() string {
	if len(p.rotated) == 0 {
		return "none"
	}
	return strings.Join(p.rotated, ", ")
}

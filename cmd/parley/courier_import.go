package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

func courierImportCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "import --dir DIR FILE...",
		Short: "Take what a courier brought",
		Long: "Take the bundles in files that a courier brought, in any order, as often as you like: what is here already does no\n" +
			"harm. A file that was changed, cut short or sealed for somebody else ends in an error, and nothing of it is used.\n" +
			"Where the sender's link key did not sign a bundle, what bears its owner's own signature is taken all the same, and\n" +
			"nothing that only the sender may say. The journal keeps who imported what and when.",
		Example: "  parley courier import --dir south stick.age\n  parley courier import --dir south stick.age stick-2.age stick-3.age",
		Args:    arguments(1, 1000, "one file or several"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			views := []node.ImportView{}
			for _, path := range args {
				v, err := importFile(cmd.Context(), api, path)
				if err != nil {
					return parley.Wrap(err, parley.CodeOf(err), "%s: %s", path, parley.SentenceOf(err))
				}
				views = append(views, v)
				if !asJSON {
					printTaken(cmd.OutOrStdout(), path, v)
				}
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), views, true)
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func importFile(ctx context.Context, api node.API, path string) (v node.ImportView, err error) {
	f, err := os.Open(path)
	if err != nil {
		return v, unreadable(path, err)
	}
	defer f.Close()
	return api.ImportCourier(ctx, f, who(""))
}

func printTaken(w io.Writer, path string, v node.ImportView) {
	packed := v.Packed
	if at, err := parley.ParseMillis(packed); err == nil {
		packed = at.DTG()
	}
	fmt.Fprintf(w, "%s: bundle %d from %s, packed %s by its clock\n", path, v.Number, v.From, packed)
	if !v.Signed {
		fmt.Fprintf(w, "  NOT SIGNED by the link key of %s: only what bears its owner's own signature is taken\n", v.From)
	}
	if v.Overtaken {
		fmt.Fprintln(w, "  a bundle that was packed later is here already")
	}
	if v.Nothing() {
		fmt.Fprintln(w, "  nothing in it is new")
		return
	}
	for _, x := range []struct {
		what string
		ids  []string
	}{{"message", v.Messages}, {"recorded by them", v.Receipts}, {"attachment whole", v.Attachments}} {
		for _, id := range x.ids {
			fmt.Fprintf(w, "  %s  %s\n", x.what, oneLine(id))
		}
	}
	fmt.Fprintf(w, "  new entries of records %d; new bytes of what is not whole yet %d\n", v.Entries, v.Bytes)
	fmt.Fprintf(w, "  to answer: parley courier pack --to %s -o FILE\n", v.From)
}

package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/intake"
	"parley/internal/node"
	"parley/wire"
)

func draftsImportCommand() *cobra.Command {
	var v importVerb
	cmd := &cobra.Command{
		Use:   "import --dir DIR --form FORM FILE",
		Short: "Make a draft of each feature of a GeoJSON file, or of each row of a table",
		Long: "Make a draft of each feature of a GeoJSON file, or of each row of a CSV file, for officers to sign: all or none.\n" +
			"Properties and the names in the first row are those of the form's fields (parley forms), and values are written as for\n" +
			"--set; cells of a table are units[0].since. A geometry goes into the form's place, or the one that --place names: a\n" +
			"Polygon without holes, a LineString (with the property width_m), or a Point with the property radius_m; precision_m\n" +
			"says to how many metres they are right. Points are rounded to 0.00001 degrees.\n\n" +
			"Where a row cannot be taken, nothing is: each such row is named on standard error with the field. At most 200 rows,\n" +
			"1 MiB. A form that opens a proceeding opens one with those whom --to names, or with all where its procedure says so.",
		Example: "  parley drafts import --dir north --form launch --to south --place impact_area areas.geojson\n" +
			"  parley drafts import --dir north --form activity plan.csv",
		Args: arguments(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVar(&v.form, "form", "", "form of the messages (required)")
	fl.StringVar(&v.place, "place", "", "field that geometries go into, where the form has several places")
	fl.StringSliceVar(&v.to, "to", nil, "addressees: PARTY or PARTY/POST")
	fl.StringVar(&v.precedence, "precedence", "routine", "routine, priority, immediate or flash")
	fl.StringVar(&v.from, "from", "", "post that sends, where the party has several")
	charterFlag(cmd, &v.charter)
	directoryFlag(cmd)
	return cmd
}

type importVerb struct {
	form, place, precedence, from, charter string
	to                                     []string
}

func (v *importVerb) run(cmd *cobra.Command, path string) error {
	if v.form == "" {
		return parley.Errorf(parley.CodeUsage, "name the form with --form")
	}
	text, err := readFile(path, intake.MaxFile)
	if err != nil {
		return err
	}
	api, err := running(cmd)
	if err != nil {
		return err
	}
	defer api.Close()
	ctx := cmd.Context()
	k, err := deskOf(ctx, api, v.charter)
	if err != nil {
		return err
	}
	if !k.c.HasForm(v.form) {
		return parley.Errorf(parley.CodeUsage, "the charter has no form %.40q; see: parley forms", v.form)
	}
	bodies, faults, err := intake.Read(form.Of(k.c, v.form), text, v.place)
	if err != nil {
		return inFile(path, err)
	}
	if len(faults) > 0 {
		return refused(cmd.ErrOrStderr(), path, faults)
	}
	list, err := v.drafts(ctx, k, bodies)
	if err != nil {
		return err
	}
	kept, err := api.DraftAll(ctx, list)
	if err != nil {
		return err
	}
	for _, d := range kept {
		fmt.Fprintln(cmd.OutOrStdout(), d.ID)
	}
	return nil
}

// refused prints what stands against rows.
func refused(w io.Writer, path string, faults []intake.Fault) error {
	for _, x := range faults {
		fmt.Fprintln(w, oneLine(x.String()))
	}
	return parley.Errorf(parley.CodeBadMessage, "nothing of %s is imported", path)
}

// drafts makes a message of each body; human references go on counting from one to the next.
func (v *importVerb) drafts(ctx context.Context, k *desk, bodies []form.Body) (out []node.NewDraft, err error) {
	f := form.Of(k.c, v.form)
	held, err := k.references(ctx, v.form)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		p, post, err := k.envelope(v.from, v.precedence, v.form)
		if err != nil {
			return nil, err
		}
		if err := k.sends(p, v.to); err != nil {
			return nil, err
		}
		if b.Reference == nil && f.Referenced() {
			b.Reference = f.NewReference(held, p.From.Party, p.Time, p.Refers)
			held = append(held, *b.Reference)
		}
		if p.Body, err = f.Encode(b); err != nil {
			return nil, err
		}
		out = append(out, node.NewDraft{Charter: k.Charter.String(), Payload: p.Encode(), Who: who(post)})
	}
	return out, nil
}

// sends addresses a message: where its form opens a proceeding it does that.
func (k *desk) sends(p *wire.Payload, to []string) (err error) {
	if i := slices.IndexFunc(k.c.Procedures, func(x charter.Procedure) bool { return x.Form == p.Form }); i >= 0 {
		return k.opens(p, &k.c.Procedures[i], to)
	}
	if len(to) == 0 {
		return parley.Errorf(parley.CodeUsage, "name the addressees with --to")
	}
	p.Action, err = addressees(k.Composer, to)
	return err
}

// references are those that this party has sent under the charter, as a message in a form counts on from them.
func (k *desk) references(ctx context.Context, name string) (held []form.Reference, err error) {
	past, err := k.api.Drafting(ctx, k.Charter.String(), name)
	for _, s := range past.References {
		if r, err := form.ParseReference(s); err == nil {
			held = append(held, r)
		}
	}
	return held, err
}

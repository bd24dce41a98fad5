package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// exerciseWord stands before and after every text of an exercise.
const exerciseWord = "EXERCISE"

func readCommand() *cobra.Command {
	var into, as, lang string
	cmd := &cobra.Command{
		Use:   "read --dir DIR ID",
		Short: "Print a message and note that it was read",
		Long: "Print a message and note that it was read. Nothing of it goes to the other side unless the charter asks for it; to\n" +
			"sign for a message use parley ack. With --attachments the attachments that are here whole are written to DIR2.\n" +
			"With --as a message in a form with fields is written for other programs: its fields as JSON, or as the field's\n" +
			"numbered text in a language of the charter. parley check and all verbs that take a file of fields read both.",
		Example: "  parley read --dir south 4f0c66a1d2e3\n  parley read --dir south --attachments . 4f0c66a1d2e3\n" +
			"  parley read --dir south --as numbered --lang fr 4f0c66a1d2e3 >notice.txt",
		Args: arguments(1, 1, "one message id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			api, err := running(cmd)
			if err != nil {
				return err
			}
			defer api.Close()
			m, err := api.Show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if as == "" {
				printMessage(cmd.OutOrStdout(), m)
			} else if err := writeAs(cmd.Context(), cmd.OutOrStdout(), api, m, as, lang); err != nil {
				return err
			}
			if err := api.MarkRead(cmd.Context(), m.ID, who("")); err != nil || into == "" {
				return err
			}
			return saveAttachments(cmd.Context(), api, m, into)
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "write the fields of a form instead: numbered or json")
	cmd.Flags().StringVar(&lang, "lang", "", "language of --as numbered (default: English, else the first authentic one)")
	cmd.Flags().StringVar(&into, "attachments", "", "existing directory for the attachments")
	directoryFlag(cmd)
	return cmd
}

// printMessage prints a message as a form that is read from top to bottom.
func printMessage(w io.Writer, m node.MessageView) {
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-11s %s\n", name, oneLine(value))
		}
	}
	border(w, m, false)
	field(strings.ToUpper(m.Precedence), m.DTG)
	field("from", m.From)
	field("to", strings.Join(m.To, ", "))
	field("info", strings.Join(m.Info, ", "))
	field("subject", given(m.Subject))
	field("handling", given(m.Handling))
	field("language", given(m.Lang))
	printRefers(field, m.Refers)
	field("id", m.ID)
	printRelease(field, m.Release)
	field("caution", given(m.Caution))
	for _, mark := range m.Marks {
		field("note", mark)
	}
	if m.Text != nil {
		fmt.Fprintf(w, "\n%s\n", strings.TrimRight(visible(*m.Text), "\n"))
	}
	if len(m.Flags) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range m.Flags {
		fmt.Fprintf(w, "%s: %s\n", f.Level, oneLine(f.Line("en")))
	}
	if len(m.Attachments) > 0 {
		fmt.Fprintln(w)
	}
	for _, a := range m.Attachments {
		field("attachment", fmt.Sprintf("%s, %s, %d of %d bytes here", a.Name, a.MediaType, a.Held, a.Size))
	}
	border(w, m, true)
}

func printRefers(field func(string, string), r node.RefersView) {
	for _, f := range []struct {
		name string
		id   *string
	}{{"answers", r.ReplyTo}, {"acknowledges", r.Acknowledges}, {"cancels", r.Cancels}, {"corrects", r.Corrects}, {"translates", r.Translates}} {
		if f.id != nil {
			field(f.name, *f.id)
		}
	}
}

// printRelease says who of the originator's party drafted, reviewed and released a message.
func printRelease(field func(string, string), r *node.ReleaseView) {
	if r == nil {
		return
	}
	field("drafted by", node.Signers(r.Drafted))
	field("reviewed by", node.Signers(r.Reviewed))
	field("released by", node.Signers(r.Released))
	field("emergency by", node.Signers(r.Emergency))
}

// border marks an exercise before and after its text.
func border(w io.Writer, m node.MessageView, after bool) {
	if !m.Exercise {
		return
	}
	word := strings.Repeat(exerciseWord+"  ", 3)
	if after {
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, strings.TrimRight(word, " "))
	if !after {
		fmt.Fprintln(w)
	}
}

// saveAttachments writes each attachment under its name, which is checked again: it came from a peer.
func saveAttachments(ctx context.Context, api node.API, m node.MessageView, into string) error {
	for _, a := range m.Attachments {
		if err := wire.CheckFileName(a.Name); err != nil {
			return err
		}
		if a.Held < a.Size {
			return parley.Errorf(parley.CodeNotFound, "of the attachment %q only %d of %d bytes are here yet", a.Name, a.Held, a.Size)
		}
		body, err := api.Attachment(ctx, a.ID)
		if err != nil {
			return err
		}
		err = writeFile(filepath.Join(into, a.Name), func(w io.Writer) error { _, err := io.Copy(w, body); return err })
		body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// given is a field of a view, empty where it is null.
func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

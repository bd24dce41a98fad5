package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/procedure"
)

func charterDraftCommand() *cobra.Command {
	var parties []string
	var template string
	var exercise bool
	cmd := &cobra.Command{
		Use:   "draft --party FILE --party FILE",
		Short: "Write a charter between the parties whose files are given, as YAML",
		Long: "Write a charter between the parties whose files are given, as YAML: a proposal that the parties may edit before\n" +
			"they sign. It is in force from this minute. A charter with --exercise never becomes a live one.\n\n" +
			"It is made from a ready charter:\n" + strings.Join(charter.Templates(), ", ") + ".\n" +
			"Beside each, in the directory charters of the source, stands a page for whoever advises on signing. A file\n" +
			"with a whole charter of other parties serves as well. What is allowed in its procedures and seldom meant is printed\n" +
			"here, as warnings, and not again when it is signed and adopted.",
		Example: "  parley charter draft --party north.yaml --party south.yaml > charter.yaml\n" +
			"  parley charter draft --party north.yaml --party south.yaml --exercise > exercise.yaml\n" +
			"  parley charter draft --party north.yaml --party south.yaml --template hotline > hotline.yaml",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := readPartyFiles(parties)
			if err != nil {
				return err
			}
			if _, err := checkedNow(); err != nil {
				return err
			}
			c, err := draftCharter(template, exercise, files)
			if err != nil {
				return err
			}
			warnLint(cmd, c)
			_, err = cmd.OutOrStdout().Write(c.Encode())
			return err
		},
	}
	fl := cmd.Flags()
	fl.StringArrayVar(&parties, "party", nil, "party file, as parley party prints it; give it once for each party (required)")
	fl.StringVar(&template, "template", "", "ready charter to begin from, or a file with a whole charter (default: line)")
	fl.BoolVar(&exercise, "exercise", false, "draft an exercise charter")
	directoryFlag(cmd)
	return cmd
}

// draftCharter drafts from a ready charter, or from a file with a whole one, which is refused by its own lines.
func draftCharter(template string, exercise bool, files []charter.PartyFile) (*charter.Charter, error) {
	inForce := parley.MillisOf(now().Truncate(time.Minute))
	if !strings.ContainsAny(template, "./") {
		c, err := charter.Draft(template, exercise, inForce, files)
		if err == nil {
			_, err = form.Compile(c)
		}
		return c, err
	}
	_, text, err := readCharter(template)
	if err != nil {
		return nil, err
	}
	return charter.DraftFrom(text, exercise, inForce, files)
}

func readPartyFiles(paths []string) ([]charter.PartyFile, error) {
	if len(paths) < 2 {
		return nil, parley.Errorf(parley.CodeUsage, "a charter has at least two parties; give the file of each with --party")
	}
	return partyFilesAt(paths)
}

func partyFilesAt(paths []string) (files []charter.PartyFile, err error) {
	for _, path := range paths {
		text, err := readFile(path, charter.MaxPartyFile)
		if err != nil {
			return nil, err
		}
		p, err := charter.ParsePartyFile(text)
		if err != nil {
			return nil, inFile(path, err)
		}
		files = append(files, *p)
	}
	return files, nil
}

// inFile says in which file an error lies.
func inFile(path string, err error) error {
	return parley.Wrap(err, parley.CodeOf(err), "%s: %s", path, parley.SentenceOf(err))
}

// warnLint prints what is allowed in a charter, and seldom meant, in its procedures and in what it asks of the release.
func warnLint(cmd *cobra.Command, c *charter.Charter) {
	for _, w := range procedure.Lint(c) {
		at := "procedure " + w.Procedure
		if w.Procedure == "" {
			at = "release"
		}
		if w.Line > 0 {
			at = fmt.Sprintf("line %d, %s", w.Line, at)
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s: %s\n", at, oneLine(w.Sentence))
	}
}

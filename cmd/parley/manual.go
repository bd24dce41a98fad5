package main

import (
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"parley"
)

// manualCommand writes what a package carries beside the programs. It is for those who build one.
func manualCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "manual DIR",
		Short:   "Write the manual pages and the shell completions into a directory",
		Long:    "Write the manual pages of all verbs (man1/) and what bash, zsh and fish complete (completions/) into a directory that is\nnot there yet. The pages bear the date in SOURCE_DATE_EPOCH, in seconds since 1970, or none.",
		Example: "  parley manual dist/manual",
		Args:    arguments(1, 1, "a directory"),
		Hidden:  true,
		RunE:    func(cmd *cobra.Command, args []string) error { return writeManual(cmd.Root(), args[0]) },
	}
}

func writeManual(root *cobra.Command, dir string) error {
	pages, completions := filepath.Join(dir, "man1"), filepath.Join(dir, "completions")
	if _, err := os.Stat(dir); err == nil {
		return parley.Errorf(parley.CodeUsage, "%s is there already", dir)
	}
	for _, d := range []string{pages, completions} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return parley.Wrap(err, parley.CodeStorage, "cannot make %s", d)
		}
	}
	root.DisableAutoGenTag = true
	header := doc.GenManHeader{Section: "1", Source: "Parley", Manual: "Parley"}
	if seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		at := time.Unix(seconds, 0).UTC()
		header.Date = &at
	}
	err := firstOf(doc.GenManTree(root, &header, pages), root.GenBashCompletionFileV2(filepath.Join(completions, "parley.bash"), true),
		root.GenZshCompletionFile(filepath.Join(completions, "_parley")), root.GenFishCompletionFile(filepath.Join(completions, "parley.fish"), true))
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "cannot write the manual")
	}
	return nil
}

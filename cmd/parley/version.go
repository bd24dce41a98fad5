package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the build of a release.
var version = ""

// versionLine says what this program was built from: the release, or else the commit, as far as the build knows it.
func versionLine() string {
	said := version
	if info, ok := debug.ReadBuildInfo(); ok && said == "" {
		said = "built from " + commitOf(info.Settings)
	}
	return fmt.Sprintf("parley %s (%s, %s/%s)", said, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func commitOf(settings []debug.BuildSetting) string {
	commit, changed := "a tree without a commit", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			commit = "commit " + s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed since"
		}
	}
	return commit + changed
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say which release or commit this program was built from",
		Example: "  parley version",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), versionLine())
			return err
		},
	}
}

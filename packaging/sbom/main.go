// Command sbom writes what programs are made of, as their own build information says it: a bill of materials in CycloneDX 1.6,
// JSON.
//
//	go run ./packaging/sbom NAME VERSION PROGRAM...
//
// It holds each module with its version and its hash of go.sum, and the compiler. The same programs give the same bytes.
package main

import (
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: sbom NAME VERSION PROGRAM...")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func write(out io.Writer, name, version string, programs []string) error {
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{Component: &cyclonedx.Component{Type: cyclonedx.ComponentTypeApplication, Name: name, Version: version}}
	parts := map[string]cyclonedx.Component{}
	for _, p := range programs {
		info, err := buildinfo.ReadFile(p)
		if err != nil {
			return err
		}
		golang := strings.TrimPrefix(info.GoVersion, "go")
		add(parts, cyclonedx.Component{Name: "std", Version: golang, PackageURL: "pkg:golang/std@" + golang})
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			c := cyclonedx.Component{Name: m.Path, Version: m.Version, PackageURL: "pkg:golang/" + m.Path + "@" + m.Version}
			if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) == 32 {
				c.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(sum)}}
			}
			add(parts, c)
		}
	}
	var all []cyclonedx.Component
	for _, c := range parts {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b cyclonedx.Component) int { return strings.Compare(a.BOMRef, b.BOMRef) })
	bom.Components = &all
	return cyclonedx.NewBOMEncoder(out, cyclonedx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cyclonedx.SpecVersion1_6)
}

func add(parts map[string]cyclonedx.Component, c cyclonedx.Component) {
	c.Type, c.BOMRef = cyclonedx.ComponentTypeLibrary, c.PackageURL
	parts[c.BOMRef] = c
}

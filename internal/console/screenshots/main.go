// Command screenshots makes a picture of each story page of the console.
//
//	go run ./internal/console/screenshots -o DIR [-theme light,dark,night] [-width 1280] [-language en] [-only NAMES]
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"

	"parley/internal/console"
	"parley/internal/console/browser"
)

func main() {
	dir := flag.String("o", "screenshots", "directory for the pictures")
	themes := flag.String("theme", "light,dark", "themes, with commas")
	width := flag.Int64("width", 1280, "width of the window, in CSS pixels")
	language := flag.String("language", "en", "language of the pages")
	only := flag.String("only", "", "stories, with commas; empty: all")
	flag.Parse()
	if err := run(*dir, strings.Split(*themes, ","), *width, *language, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, themes []string, width int64, language, only string) error {
	pages, err := console.Stories()
	if err != nil {
		return err
	}
	server := httptest.NewServer(pages)
	defer server.CloseClientConnections()
	b, err := browser.Start(context.Background(), "autoplay-policy=no-user-gesture-required")
	if err != nil {
		return err
	}
	defer b.Close()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tab, err := b.Tab(width, 800)
	if err != nil {
		return err
	}
	for _, name := range console.StoryNames() {
		if only != "" && !slices.Contains(strings.Split(only, ","), name) {
			continue
		}
		for _, theme := range themes {
			url := fmt.Sprintf("%s/stories/%s?language=%s&theme=%s", server.URL, name, language, theme)
			if err := tab.Do(chromedp.Navigate(url), chromedp.WaitReady("footer"), chromedp.Evaluate(`document.fonts.ready.then(() => true)`, nil)); err != nil {
				return err
			}
			png, err := tab.Shot()
			if err != nil {
				return err
			}
			file := fmt.Sprintf("%s-%s-%s-%d.png", name, theme, language, width)
			if err := os.WriteFile(filepath.Join(dir, file), png, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

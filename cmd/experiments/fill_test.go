package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/table"
)

// TestFill fills a table of made-up rows.
func TestFill(t *testing.T) {
	for _, c := range []struct {
		name        string
		only        []string
		fails, stop string
		want        string // what was trained
		rows        []string
		err         string
	}{
		{name: "all", want: "a b c", rows: []string{"| a | 1 | a trained |", "| b | 1 | b trained |",
			"| c | 1 | c trained |"}},
		{name: "some", only: []string{"c", "b"}, want: "b c",
			rows: []string{"| a | 1 | a kept |", "| b | 1 | b trained |", "| c | 1 | c trained |"}},
		{name: "one fails", fails: "b", want: "a b c", err: "experiments: 1 of 3 rows failed",
			rows: []string{"| a | 1 | a trained |", "| b | 1 | failed: no luck |", "| c | 1 | c trained |"}},
		{name: "a kept one fails", only: []string{"a"}, fails: "b", want: "a", err: "experiments: 1 of 3 rows failed",
			rows: []string{"| a | 1 | a trained |", "| b | 1 | failed: no luck |", "| c | 1 | c kept |"}},
		{name: "stopped", stop: "b", want: "a b", err: context.Canceled.Error()},
		{name: "unknown", only: []string{"a", "d"},
			err: `experiments: -only "d", which no row is called; use names of a, b, c`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var trained []string
			var rows []row
			for _, name := range []string{"a", "b", "c"} {
				does := func(what string) ([]string, error) {
					switch name {
					case c.fails:
						return nil, errors.New("no luck")
					case c.stop:
						return nil, fmt.Errorf("%w at a step", context.Canceled)
					}
					return []string{name + " " + what}, nil
				}
				rows = append(rows, row{name: name, cells: []string{name, "1"},
					train: func(context.Context) ([]string, error) {
						trained = append(trained, name)
						return does("trained")
					},
					kept: func(context.Context) ([]string, error) { return does("kept") }})
			}
			path := filepath.Join(t.TempDir(), "build", "table.md")
			empty := table.Table{Title: "Made up", Columns: []string{"name", "one", "ours"}}
			err := fill(t.Context(), empty, rows, c.only, path)
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.HasPrefix(err.Error(), c.err) ||
				strings.Contains(err.Error(), "\n")) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			want := 0
			switch {
			case c.stop != "":
				want = 130
			case c.err != "":
				want = 1
			}
			if got := status(err); got != want {
				t.Errorf("exit status %d, want %d", got, want)
			}
			if got := strings.Join(trained, " "); got != c.want {
				t.Errorf("trained %s, want %s", got, c.want)
			}
			text, err := os.ReadFile(path)
			if written := err == nil; written != (c.rows != nil) {
				t.Fatalf("the table was written: %t", written)
			}
			for _, line := range c.rows {
				if !strings.Contains(string(text), line+"\n") {
					t.Errorf("no line %s in\n%s", line, text)
				}
			}
		})
	}
}

func TestNames(t *testing.T) {
	for list, want := range map[string][]string{"": nil, "a": {"a"}, "a,b": {"a", "b"}, "a, b": {"a", "b"}} {
		if got := names(list); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", list, got, want)
		}
	}
}

// TestUnknownRow: both commands refuse a name before they train anything.
func TestUnknownRow(t *testing.T) {
	for name, command := range map[string]func(context.Context, string, []string) error{
		"small": small, "accuracy": accuracy,
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("KILOLAYER_DATA", t.TempDir())
			build := t.TempDir()
			err := command(t.Context(), build, []string{"nothing-of-the-kind"})
			if err == nil || !strings.Contains(err.Error(), `"nothing-of-the-kind"`) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v", err)
			}
			if files, err := os.ReadDir(build); err != nil || len(files) > 0 {
				t.Errorf("%v, %v in the build folder", files, err)
			}
		})
	}
}

// Package listtest tests readers of files whose lines are lists: a table of cases, each a text and what is right for
// it.
package listtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Reader reads a file of a format.
type Reader func(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error)

// Case is a text of a format, and what is right for it.
type Case struct {
	Name, Path, Text string
	Want             string // as Describe has it, or "error: " and a part of the error
}

// Test reads each case.
func Test(t *testing.T, read Reader, cases []Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			if c.Path == "" {
				c.Path = "f.txt"
			}
			result, err := read(t.Context(), madeup.Texts(map[string]string{c.Path: c.Text}), c.Path, schema.Choice{})
			Check(t, result, err, c.Want)
		})
	}
}

// Check compares what a reader returned with what is right.
func Check(t *testing.T, result *schema.Result, err error, want string) {
	t.Helper()
	if part, refused := strings.CutPrefix(want, "error: "); refused {
		if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want %q", err, part)
		}
		return
	}
	if err != nil {
		t.Errorf("got error %v", err)
	} else if got := Describe(result); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Describe writes a result in a few words: its nodes with their features, its edges with weight, time and features, and
// its columns with their roles.
func Describe(r *schema.Result) string {
	var s strings.Builder
	for i, id := range r.IDs {
		fmt.Fprintf(&s, "%s", id)
		if r.Names != nil {
			fmt.Fprintf(&s, "(%s)", r.Names[i])
		}
		if r.NodeFeatures.Cols > 0 {
			fmt.Fprint(&s, r.NodeFeatures.Row(i))
		}
		s.WriteByte(' ')
	}
	s.WriteString("|")
	for e, ends := range r.Ends {
		fmt.Fprintf(&s, " %s→%s", r.IDs[ends[0]], r.IDs[ends[1]])
		if r.Weights != nil {
			fmt.Fprintf(&s, "=%g", r.Weights[e])
		}
		if r.EdgeTimes != nil {
			fmt.Fprintf(&s, "@%d", r.EdgeTimes[e])
		}
		if r.EdgeFeatures.Cols > 0 {
			fmt.Fprint(&s, r.EdgeFeatures.Row(e))
		}
	}
	for i, c := range r.Columns {
		separator := ", "
		if i == 0 {
			separator = " | "
		}
		fmt.Fprintf(&s, "%s%s: %s", separator, c.Name, c.Role)
	}
	return s.String()
}

// Files reads the files of a folder, each of which want has by its name.
func Files(t *testing.T, read Reader, folder string, want map[string]string) {
	t.Helper()
	for name, want := range want {
		t.Run(name, func(t *testing.T) {
			result, err := read(t.Context(), files.FromDisk, filepath.Join(folder, name), schema.Choice{})
			Check(t, result, err, want)
		})
	}
}

// Fuzz reads texts that begin as those of a folder and of cases. Each ends in a result that holds together, or in one
// line that names the file.
func Fuzz(f *testing.F, read Reader, path, folder string, texts ...string) {
	names, err := filepath.Glob(filepath.Join(folder, "*"+filepath.Ext(path)))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		result, err := read(t.Context(), madeup.Texts(map[string]string{path: text}), path, schema.Choice{})
		if err != nil {
			names := strings.HasPrefix(err.Error(), path) || err == schema.ErrDecimalComma
			if message := err.Error(); strings.Contains(message, "\n") || !names {
				t.Errorf("the error is %q", message)
			}
			return
		}
		for _, ends := range result.Ends {
			if int(max(ends[0], ends[1])) >= len(result.IDs) || min(ends[0], ends[1]) < 0 {
				t.Fatalf("edge %v of %d nodes", ends, len(result.IDs))
			}
		}
		if result.Weights != nil && len(result.Weights) != len(result.Ends) {
			t.Errorf("%d weights of %d edges", len(result.Weights), len(result.Ends))
		}
	})
}

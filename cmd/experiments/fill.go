package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// row is a line of a table.
type row struct {
	name  string                                  // that -only gives
	cells []string                                // that stand before ours
	train func(context.Context) ([]string, error) // trains, or goes on with what is there, and gives our cells
	kept  func(context.Context) ([]string, error) // our cells from what earlier calls trained
}

// fill trains the rows of those names, or all without any, shows the table and writes it as Markdown. A row that
// fails has the reason in its place, and the rest goes on: then the error comes at the end. After an interrupt
// nothing is written.
func fill(ctx context.Context, t table.Table, rows []row, only []string, path string) error {
	if err := known(rows, only); err != nil {
		return err
	}
	failed := 0
	for _, r := range rows {
		work, chosen := r.kept, len(only) == 0 || slices.Contains(only, r.name)
		if chosen {
			work = r.train
		}
		started := time.Now()
		ours, err := work(ctx)
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			failed++
			ours = []string{"failed: " + err.Error()}
		}
		if chosen {
			fmt.Printf("%-28s %s (%s)\n", r.name, strings.Join(ours, ", "), units.Duration(time.Since(started)))
		}
		t.Rows = append(t.Rows, slices.Concat(r.cells, ours))
	}
	if err := show(t, path); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("experiments: %d of %d rows failed; the table says why", failed, len(rows))
	}
	return nil
}

// known refuses names that no row has.
func known(rows []row, only []string) error {
	var names []string
	for _, r := range rows {
		names = append(names, r.name)
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return fmt.Errorf("experiments: -only %q, which no row is called; use names of %s", name,
				strings.Join(names, ", "))
		}
	}
	return nil
}

// show prints a table and writes it as Markdown.
func show(t table.Table, path string) error {
	fmt.Print("\n" + t.String())
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(t.Markdown()), 0o666)
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/paper"
)

// TestSmallRows: without runs each preset's row says so, beside what is published.
func TestSmallRows(t *testing.T) {
	rows := smallRows(t.TempDir(), nil)
	for i, p := range paper.Presets() {
		r := rows[i]
		if r.name != p.Name || r.cells[0] != p.Name || r.cells[1] == "" || r.cells[2] != p.Data {
			t.Errorf("the row of %s is %q", p.Name, r.cells)
		}
		if ours, err := r.kept(t.Context()); err != nil || len(ours) != 1 || ours[0] != "not run" {
			t.Errorf("%s: %q, %v", p.Name, ours, err)
		}
	}
	if len(rows) != len(paper.Presets()) {
		t.Errorf("%d rows of %d presets", len(rows), len(paper.Presets()))
	}
}

func TestTeacher(t *testing.T) {
	for name, want := range map[string]string{"revgat-768-distilled-arxiv": "revgat-768-arxiv",
		"revgat-768-arxiv": ""} {
		got, student := teacher(name)
		if student != (want != "") || student && got != want {
			t.Errorf("%s: %s, %t; want %q", name, got, student, want)
		}
	}
}

// TestChanges: what the small form changes stands with what the preset has.
func TestChanges(t *testing.T) {
	e, err := smallRun{name: "revgnn-deep-proteins", runs: t.TempDir()}.experiment()
	if err != nil {
		t.Fatal(err)
	}
	got := changes(e)
	if !strings.Contains(got, "depth ") || !strings.Contains(got, " (1001)") || strings.Contains(got, "data ") {
		t.Errorf("%q", got)
	}
}

// TestScoresKept: an evaluation that was made is not made again.
func TestScoresKept(t *testing.T) {
	s := smallRun{name: "revgnn-deep-proteins", runs: t.TempDir()}
	if err := os.MkdirAll(s.directory(), 0o777); err != nil {
		t.Fatal(err)
	}
	text := `{"Metric":"rocauc","Valid":0.71239,"Test":0.7}`
	if err := os.WriteFile(filepath.Join(s.directory(), "scores.json"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	scores, err := s.evaluate(t.Context(), nil) // there is no network to evaluate
	if err != nil || percent(scores.Valid) != "71.24" || percent(scores.Test) != "70.00" ||
		percent(scores.Train) != "none" {
		t.Errorf("%v, %v", scores, err)
	}
}

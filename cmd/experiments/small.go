package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

var smallColumns = []string{"preset", "published test", "on", "our test", "valid", "on", "parameters", "memory", "time",
	"what Small changes (the preset has)"}

const smallNote = "Not a reproduction: smaller networks, other data and fewer epochs, so the two results of a " +
	"row are no measure of each other. ROC-AUC in percent on ogbn-proteins, ogbn-yeast (the proteins of " +
	"yeast, split at random) and proteins-like (made up), else accuracy. Parameters, memory of a training " +
	"step and training time are those of the small form; one seed, the parameters of the best evaluation, and " +
	"the preset's evaluation."

// small trains the small form of each preset.
func small(ctx context.Context, build string, only []string) error {
	if err := useDataAtHand(); err != nil {
		return err
	}
	proteins, err := yeast()
	if err != nil {
		return err
	}
	t := table.Table{Title: "The small form of each preset beside the published result", Columns: smallColumns,
		Note: smallNote}
	rows := smallRows(filepath.Join(build, "paper"), proteins)
	return fill(ctx, t, rows, only, filepath.Join(build, "paper-small.md"))
}

// smallRows are the presets in their order.
func smallRows(runs string, proteins *datasets.Graph) (rows []row) {
	for _, p := range paper.Presets() {
		s := smallRun{name: p.Name, runs: runs, proteins: proteins}
		published := p.Published.String()
		if published == "" {
			published = "none"
		}
		rows = append(rows, row{name: p.Name, cells: []string{p.Name, published, p.Data}, train: s.train, kept: s.kept})
	}
	return rows
}

// smallRun is the training of one preset's small form.
type smallRun struct {
	name     string
	runs     string
	proteins *datasets.Graph // in place of a made-up graph; may be nil
}

func (s smallRun) directory() string { return filepath.Join(s.runs, s.name) }

// kept gives the cells of a run that is complete, which trains nothing.
func (s smallRun) kept(ctx context.Context) ([]string, error) {
	if r, err := run.Open(s.directory()); err != nil || r.Status() != run.Complete {
		return []string{"not run"}, nil
	}
	return s.train(ctx)
}

// experiment is the small form on data at hand. A student's teacher is the preset of the same form.
func (s smallRun) experiment() (*paper.Experiment, error) {
	b := paper.Preset(s.name).Small()
	if s.proteins != nil && strings.HasSuffix(s.name, "-proteins") {
		b = b.WithGraph(s.proteins)
	}
	if name, student := teacher(s.name); student {
		b = b.With("teacher", filepath.Join(s.runs, name))
	}
	return b.Done()
}

// teacher is the preset that a student's name has without "distilled".
func teacher(name string) (string, bool) {
	without := strings.Replace(name, "-distilled", "", 1)
	return without, without != name
}

// train trains and evaluates, and returns the row's cells from our result on.
func (s smallRun) train(ctx context.Context) ([]string, error) {
	if name, student := teacher(s.name); student {
		t := s
		t.name = name
		if _, err := t.train(ctx); err != nil { // nothing to do where it was trained before
			return nil, err
		}
	}
	e, err := s.experiment()
	if err != nil {
		return nil, err
	}
	r, err := e.Train().WithDirectory(s.directory()).WithContext(ctx).Done()
	if err != nil {
		return nil, err
	}
	scores, err := s.evaluate(ctx, e)
	if err != nil {
		return nil, err
	}
	g, err := e.Graph().WithContext(ctx).Done()
	if err != nil {
		return nil, err
	}
	history := r.History()
	elapsed := history[len(history)-1].Elapsed
	memory := r.Profile()
	return []string{percent(scores.Test), percent(scores.Valid), g.Name, fmt.Sprint(memory.Parameters),
		units.Bytes(memory.Total()),
		units.Duration(elapsed), changes(e)}, nil
}

// evaluate scores the parameters of the best evaluation. The scores are kept beside the run.
func (s smallRun) evaluate(ctx context.Context, e *paper.Experiment) (scores revgnn.Scores, err error) {
	path := filepath.Join(s.directory(), "scores.json")
	if text, err := os.ReadFile(path); err == nil {
		return scores, json.Unmarshal(text, &scores)
	}
	m, err := revgnn.LoadBest(s.directory())
	if err != nil {
		return scores, err
	}
	evaluation, err := e.Evaluate(m).WithContext(ctx).Done()
	if err != nil {
		return scores, err
	}
	text, err := json.Marshal(evaluation.Scores)
	if err != nil {
		return scores, err
	}
	return evaluation.Scores, os.WriteFile(path, text, 0o666)
}

// percent writes a metric; "none" where it could not be measured.
func percent(metric *float64) string {
	if metric == nil {
		return "none"
	}
	return fmt.Sprintf("%.2f", 100**metric)
}

// changes lists what differs from the preset at full size, but for the data, as in "depth 28 (1001)".
func changes(e *paper.Experiment) string {
	var list []string
	for _, row := range e.Table().Rows {
		_, full, differs := strings.Cut(row[2], "; the preset has ")
		if differs && row[0] != "data" && row[0] != "teacher" {
			list = append(list, fmt.Sprintf("%s %s (%s)", row[0], row[1], full))
		}
	}
	return strings.Join(list, ", ")
}

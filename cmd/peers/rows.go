package main

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/units"
)

// measured is what is known of a work.
type measured struct {
	work  work
	graph string // in a line
	rows  []row  // ours first; nil where the work was not measured
	note  string // a sentence; may be empty
}

// row is what is known of one program.
type row struct {
	name     string
	versions string
	ours     bool   // ours in another mode
	missing  string // why there are no figures
	steps    int
	seconds  float64 // median of a step
	first    answer  // of the first step, which is not counted unless it is slow
	resident int64
}

// times are the steps of one process.
type times struct {
	seconds []float64
	first   answer
	last    answer
}

func (t *times) add(a answer, counted bool) {
	if counted {
		t.seconds = append(t.seconds, a.Seconds)
	}
	if t.last == (answer{}) {
		t.first = a
	}
	t.last = a
}

func (t *times) row(name string, p *process) row {
	return row{name: name, versions: p.greeting.Versions, steps: len(t.seconds), seconds: median(t.seconds),
		first: t.first, resident: t.last.Resident}
}

// median is the middle one of numbers, or the mean of the two in the middle.
func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// line is a row for the terminal.
func (r row) line() string {
	if r.missing != "" {
		return fmt.Sprintf("%-46s not measured: %s", r.name, r.missing)
	}
	text := fmt.Sprintf("%-46s %9s a step of %d, %9s held, %9s resident", r.name, seconds(r.seconds), r.steps,
		units.Bytes(r.first.Held), units.Bytes(r.resident))
	if e := r.evaluations(); e != "" {
		text += ", evaluations " + e
	}
	return text
}

// evaluations are those of the first step, forward and backward, and a word where a solve did not end well.
func (r row) evaluations() string {
	if r.first.Forward == 0 {
		return ""
	}
	text := fmt.Sprintf("%d / %d", r.first.Forward, r.first.Backward)
	if !r.first.Converged {
		text += ", not converged"
	}
	return text
}

// seconds writes a time with three digits.
func seconds(s float64) string {
	if s < 0.1 {
		return units.Significant(1000*s, 3) + " ms"
	}
	return units.Significant(s, 3) + " s"
}

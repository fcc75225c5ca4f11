package main

import (
	"fmt"

	"github.com/kilolayer/kilolayer/units"
)

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

package run

import (
	"cmp"
	"fmt"
	"slices"
)

// variant are the runs of a sweep that differ by the seed alone.
type variant struct {
	label           string
	choices         []Choice
	runs            []*Run   // the complete ones
	seeds           []uint64 // of these
	failed          int
	failure, reason string // of the first that failed: its label and why
	ended           string // where it was ended early
}

// variants groups the runs, in the order of their first.
func (s *Sweep) variants() (list []*variant) {
	at := map[string]*variant{}
	for i, k := range s.kept.Runs {
		choices := slices.Concat(k.Choices, k.Changed)
		key := sweepName(choices, 0)
		g, ok := at[key]
		if !ok {
			g = &variant{choices: choices, label: k.Own}
			at[key] = g
			list = append(list, g)
		}
		if r := s.runs[i]; r != nil {
			g.label = cmp.Or(g.label, r.info.Label)
		}
		switch k.Status {
		case Complete:
			g.runs, g.seeds = append(g.runs, s.runs[i]), append(g.seeds, k.Seed)
		case Failed, NotRun:
			g.failed++
			if g.reason == "" {
				g.failure, g.reason = k.Label, k.Reason
			}
		case Ended:
			g.ended = fmt.Sprintf("step %d of %d", k.Step, k.Steps)
		}
	}
	return list
}

// column is a column of a sweep's table: a text for each variant, "" for nothing.
type column struct {
	name string
	text func(i int) string
}

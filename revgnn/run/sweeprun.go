package run

import (
	"math"
	"slices"
	"time"
)

// The statuses that a run of a sweep has beside those of a run.
const (
	Waiting Status = "waiting"     // not started yet
	NotRun  Status = "not run"     // it needs more memory than the sweep may take
	Ended   Status = "ended early" // others were better after as many epochs; it can be continued
)

// isKept tells whether a sweep keeps the status, as the run's own directory does not tell it.
func (s Status) isKept() bool { return s == Failed || s == NotRun || s == Ended }

// SweepRun is one run of a sweep.
type SweepRun struct {
	Name string `json:"name"` // of its directory in the sweep's: "depth=28,groups=2,seed=3"
	// Choices are in the order of the sweep's fields, without those that have no meaning for it.
	Choices []Choice `json:"choices"`
	// Changed are options in which it differs from other runs of the same choices and seed, as they were changed from
	// one call of the sweep to the next.
	Changed []Choice `json:"changed,omitempty"`
	Seed    uint64   `json:"seed"`
	Own     string   `json:"label,omitempty"`        // a label of one's own for the setting
	Memory  int64    `json:"memory_bytes,omitempty"` // of a training step, estimated, all parts; 0 when not known

	Job string `json:"job,omitempty"` // of a cluster that trains it, in the cluster's own words; "" for none

	// Status is kept where the run's own directory does not tell it: Failed, NotRun or Ended.
	Status Status `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"` // why it failed, was not run or was ended early

	// How far it is.
	Label        string        `json:"-"` // what sets it apart from the other runs of the sweep
	Metric       string        `json:"-"` // as Info has it
	LessIsBetter bool          `json:"-"` // of the metric
	Step, Steps  int           `json:"-"` // so far and in all
	Loss         *float64      `json:"-"` // of the last step
	Best         *float64      `json:"-"` // metric on the validation nodes so far
	Elapsed      time.Duration `json:"-"`
	Left         time.Duration `json:"-"` // from the pace of this process's steps; 0 when not known
}

// NewSweepRun names a run of a sweep by its choices and its seed.
func NewSweepRun(choices []Choice, seed uint64) SweepRun {
	return SweepRun{Name: sweepName(choices, seed), Choices: choices, Seed: seed, Status: Waiting}
}

// Score writes a value of the run's metric for readers: see Info.Score.
func (r SweepRun) Score(value float64) string { return Info{LessIsBetter: r.LessIsBetter}.Score(value) }

// Take brings how far the run is up to a record of its history.
func (r *SweepRun) Take(record Record) {
	r.Step, r.Elapsed = record.Step, record.Elapsed
	if record.Loss != nil {
		r.Loss = record.Loss
	}
	if v := record.Valid; v != nil && !math.IsNaN(*v) && (r.Best == nil || better(*v, *r.Best, r.LessIsBetter)) {
		r.Best = v
	}
}

// alike tells whether two runs have the same choices and the same seed.
func (r SweepRun) alike(other SweepRun) bool {
	return r.Seed == other.Seed && slices.Equal(r.Choices, other.Choices)
}

// SweepObserver follows a sweep. Calls come one at a time.
type SweepObserver interface {
	// Started is called once before anything is trained, with all runs in their order.
	Started(runs []SweepRun)
	// Updated is called when run number i has changed: its status, how far it is, or its directory, where that held a
	// run of other options.
	Updated(i int, r SweepRun)
	// Finished is called once at the end, however it came; err is nil unless the sweep was interrupted or could not go
	// on.
	Finished(err error)
}

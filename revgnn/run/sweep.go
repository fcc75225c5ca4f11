package run

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const sweepFile = "sweep.json"

// Sweep is a sweep's directory: the runs of an ablation, each in a directory of its own, and sweep.json with their
// settings.
type Sweep struct {
	dir  string
	kept sweepOnDisk
	runs []*Run   // by the kept runs; nil where there is none yet
	lock *os.File // nil unless open for writing
}

// sweepOnDisk is sweep.json.
type sweepOnDisk struct {
	Format int        `json:"format"`
	Name   string     `json:"name"`            // of what is swept over: a preset's
	Label  string     `json:"label,omitempty"` // one's own, in the place of the name
	Fields []string   `json:"fields"`
	Runs   []SweepRun `json:"runs"`
}

// WriteSweep opens a directory for a sweep of something by name over fields, and adds the runs that it does not hold.
// The runs given come first; those that are there keep their directories. It refuses a directory that holds a sweep of
// something else or over other fields, or that another process sweeps in.
func WriteSweep(dir, name string, fields []string, runs []SweepRun) (s *Sweep, err error) {
	if Exists(dir) {
		return nil, fmt.Errorf("run: %s holds a single run; give another directory to the sweep", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			lock.Close()
		}
	}()
	s = &Sweep{dir: dir, lock: lock, kept: sweepOnDisk{Format: format, Name: name, Fields: fields}}
	old, err := readSweep(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil && (old.Name != name || !slices.Equal(old.Fields, fields)) {
		return nil, fmt.Errorf("run: %s holds a sweep of %s over %s, not of %s over %s; give another directory",
			dir, old.Name, fieldList(old.Fields), name, fieldList(fields))
	}
	s.kept.Label = old.Label
	s.kept.Runs = merged(runs, old.Runs)
	if err := s.save(); err != nil {
		return nil, err
	}
	s.look()
	return s, nil
}

// merged lists runs that are asked for, each as it is among the old ones where it is there, and the other old ones.
func merged(asked, old []SweepRun) (list []SweepRun) {
	taken := make([]bool, len(old))
	for _, r := range asked {
		if k := slices.IndexFunc(old, r.alike); k >= 0 {
			label := r.Own
			r, taken[k] = old[k], true
			r.Own = label
		}
		list = append(list, r)
	}
	for k, r := range old {
		if !taken[k] {
			list = append(list, r)
		}
	}
	return list
}

func fieldList(fields []string) string {
	if len(fields) == 0 {
		return "seeds alone"
	}
	return strings.Join(fields, ", ")
}

func readSweep(dir string) (kept sweepOnDisk, err error) {
	if err := readJSON(filepath.Join(dir, sweepFile), &kept); err != nil {
		return kept, err
	}
	return kept, readable(dir, kept.Format)
}

// OpenSweep reads the sweep in a directory as it is now, also while a process works on it.
func OpenSweep(dir string) (*Sweep, error) {
	kept, err := readSweep(dir)
	switch _, missing := os.Stat(dir); {
	case errors.Is(missing, fs.ErrNotExist):
		return nil, fmt.Errorf("run: there is no directory %s; give one that a sweep wrote", dir)
	case errors.Is(err, fs.ErrNotExist) && Exists(dir):
		return nil, fmt.Errorf("run: %s holds a single run; open it with run.Open", dir)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("run: %s holds no sweep (no %s in it); give a directory that a sweep wrote", dir,
			sweepFile)
	case err != nil:
		return nil, err
	}
	s := &Sweep{dir: dir, kept: kept}
	s.look()
	return s, nil
}

// look opens the runs, tells how far each is, and labels them.
func (s *Sweep) look() {
	s.runs = make([]*Run, len(s.kept.Runs))
	for i := range s.kept.Runs {
		s.lookAt(i)
	}
	labelAll(s.kept.Fields, s.kept.Runs, s.runs)
}

func (s *Sweep) lookAt(i int) {
	k := &s.kept.Runs[i]
	kept := k.Status.isKept()
	if !kept {
		k.Status, k.Reason = Waiting, ""
	}
	dir := filepath.Join(s.dir, k.Name)
	if !Exists(dir) {
		return
	}
	r, err := Open(dir)
	if err != nil {
		k.Status, k.Reason = Failed, err.Error()
		return
	}
	s.runs[i] = r
	if !kept {
		k.Status, k.Reason = r.state.Status, r.state.Error
	}
	k.Metric, k.LessIsBetter, k.Steps = r.info.Metric, r.info.LessIsBetter, r.info.Steps()
	for _, record := range r.history {
		k.Take(record)
	}
}

// Set keeps that run number i of List has begun to work, failed or was not run. A status that the run's own directory
// tells is not kept: any but Failed, NotRun and Ended.
func (s *Sweep) Set(i int, status Status, reason string, memory int64) error {
	if err := s.writable(); err != nil {
		return err
	}
	r := &s.kept.Runs[i]
	r.Status, r.Reason, r.Memory = status, reason, cmp.Or(memory, r.Memory)
	return s.save()
}

// SetJob keeps the job of a cluster that trains run number i of List; "" for none.
func (s *Sweep) SetJob(i int, job string) error {
	if err := s.writable(); err != nil {
		return err
	}
	s.kept.Runs[i].Job = job
	return s.save()
}

func (s *Sweep) writable() error {
	if s.lock == nil {
		return fmt.Errorf("run: %s is open for reading only; WriteSweep opens it for writing", s.dir)
	}
	return nil
}

func (s *Sweep) save() error {
	kept := s.kept
	kept.Runs = slices.Clone(kept.Runs)
	for i, r := range kept.Runs {
		if !r.Status.isKept() {
			kept.Runs[i].Status, kept.Runs[i].Reason = "", ""
		}
	}
	return writeJSON(filepath.Join(s.dir, sweepFile), kept)
}

// Close ends writing and lets another process sweep there. Closing again does nothing.
func (s *Sweep) Close() error {
	if s.lock == nil {
		return nil
	}
	err := s.lock.Close()
	s.lock = nil
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

// Dir returns the sweep's directory, as it was given.
func (s *Sweep) Dir() string { return s.dir }

// Title names the sweep: a label of one's own, or the name of what is swept over.
func (s *Sweep) Title() string { return cmp.Or(s.kept.Label, s.kept.Name) }

// SetTitle keeps a label of one's own for the sweep; "" takes it away.
func (s *Sweep) SetTitle(label string) error {
	if s.kept.Label == label {
		return nil
	}
	if err := s.writable(); err != nil {
		return err
	}
	s.kept.Label = label
	return s.save()
}

// Fields returns what the sweep goes over.
func (s *Sweep) Fields() []string { return slices.Clone(s.kept.Fields) }

// List returns all runs with how far they are.
func (s *Sweep) List() []SweepRun { return slices.Clone(s.kept.Runs) }

// Runs returns the complete runs.
func (s *Sweep) Runs() (runs []*Run) {
	for i, k := range s.kept.Runs {
		if k.Status == Complete {
			runs = append(runs, s.runs[i])
		}
	}
	return runs
}

// Failures returns the runs that failed or were not run, each with its reason.
func (s *Sweep) Failures() (failures []SweepRun) {
	for _, k := range s.kept.Runs {
		if k.Status == Failed || k.Status == NotRun {
			failures = append(failures, k)
		}
	}
	return failures
}

// Recorded is what a figure of curves takes: a *Run, or anything else with a label, what was trained, and how it went.
type Recorded interface {
	Label() string
	Info() Info
	History() []Record
}

// Compared is what a comparison takes: a *Run, or anything else with a run's record and its memory.
type Compared interface {
	Recorded
	Profiled
}

// unfinished counts the runs that are still to end.
func (s *Sweep) unfinished() (n int) {
	for _, k := range s.kept.Runs {
		if k.Status == Waiting || k.Status == Running || k.Status == Interrupted {
			n++
		}
	}
	return n
}

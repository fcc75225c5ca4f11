package run

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const sweepFile = "sweep.json"

// The statuses that a run of a sweep has beside those of a run.
const (
	Waiting Status = "waiting" // not started yet
	NotRun  Status = "not run" // it needs more memory than the sweep may take
)

// Choice is a value of one of the fields that a sweep goes over.
type Choice struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// SweepRun is one run of a sweep.
type SweepRun struct {
	Name    string   `json:"name"`    // of its directory in the sweep's: "depth=28 groups=2 seed=3"
	Choices []Choice `json:"choices"` // in the order of the sweep's fields
	Seed    uint64   `json:"seed"`
	Memory  int64    `json:"memory_bytes,omitempty"` // of a training step, estimated, all parts; 0 when not known

	Status Status `json:"status,omitempty"` // kept where the run's own directory does not tell it: Failed or NotRun
	Reason string `json:"reason,omitempty"` // why it failed or was not run

	// How far it is.
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

// SweepObserver follows a sweep. Calls come one at a time.
type SweepObserver interface {
	// Started is called once before anything is trained, with all runs in their order.
	Started(runs []SweepRun)
	// Updated is called when run number i has changed: its status, or how far it is.
	Updated(i int, r SweepRun)
	// Finished is called once at the end, however it came; err is nil unless the sweep was interrupted or could not go
	// on.
	Finished(err error)
}

// sweepName is a directory's name for choices: plain text that any system takes, and another one for other choices.
func sweepName(choices []Choice, seed uint64) string {
	var b strings.Builder
	for _, c := range choices {
		b.WriteString(fileSafe(c.Field) + "=" + fileSafe(c.Value) + " ")
	}
	name, end := strings.TrimSuffix(b.String(), " "), fmt.Sprintf("seed=%d", seed)
	const most = 200 // bytes; Linux and macOS take 255
	if len(name) > most {
		h := fnv.New64a()
		h.Write([]byte(name))
		cut := most
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = fmt.Sprintf("%s… %016x", name[:cut], h.Sum64())
	}
	return strings.TrimSpace(name + " " + end)
}

// fileSafe writes what a file's name may not hold, on any system, and = and % as %XX by byte.
func fileSafe(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|=%`, r) {
			for _, c := range []byte(text[i : i+size]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

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
	Name   string     `json:"name"` // of what is swept over: a preset's
	Fields []string   `json:"fields"`
	Runs   []SweepRun `json:"runs"`
}

// WriteSweep opens a directory for a sweep of something by name over fields, and adds the runs that it does not hold.
// The runs given come first. It refuses a directory that holds a sweep of something else or over other fields, or that
// another process sweeps in.
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
	at := map[string]SweepRun{}
	for _, r := range old.Runs {
		at[r.Name] = r
	}
	for _, r := range runs {
		if before, ok := at[r.Name]; ok {
			r = before
			delete(at, r.Name)
		}
		s.kept.Runs = append(s.kept.Runs, r)
	}
	for _, r := range old.Runs {
		if _, left := at[r.Name]; left {
			s.kept.Runs = append(s.kept.Runs, r)
		}
	}
	if err := s.save(); err != nil {
		return nil, err
	}
	s.look()
	return s, nil
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

// look opens the runs and tells how far each is.
func (s *Sweep) look() {
	s.runs = make([]*Run, len(s.kept.Runs))
	for i := range s.kept.Runs {
		k := &s.kept.Runs[i]
		failed := k.Status == Failed || k.Status == NotRun
		if !failed {
			k.Status = Waiting
		}
		dir := filepath.Join(s.dir, k.Name)
		if !Exists(dir) {
			continue
		}
		r, err := Open(dir)
		if err != nil {
			k.Status, k.Reason = Failed, err.Error()
			continue
		}
		s.runs[i] = r
		if !failed {
			k.Status, k.Reason = r.state.Status, r.state.Error
		}
		k.Metric, k.LessIsBetter, k.Steps = r.info.Metric, r.info.LessIsBetter, r.info.Steps()
		for _, record := range r.history {
			k.Take(record)
		}
	}
}

// Set keeps that run number i of List has begun to work, failed or was not run. A status that the run's own directory
// tells is not kept: any but Failed and NotRun.
func (s *Sweep) Set(i int, status Status, reason string, memory int64) error {
	if s.lock == nil {
		return fmt.Errorf("run: %s is open for reading only; WriteSweep opens it for writing", s.dir)
	}
	r := &s.kept.Runs[i]
	r.Status, r.Reason, r.Memory = status, reason, cmp.Or(memory, r.Memory)
	return s.save()
}

func (s *Sweep) save() error {
	kept := s.kept
	kept.Runs = slices.Clone(kept.Runs)
	for i, r := range kept.Runs {
		if r.Status != Failed && r.Status != NotRun {
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

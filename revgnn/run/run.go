package run

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Run is the record of a training run: what was trained, how it went, what it needs. It is not safe for concurrent use.
type Run struct {
	dir string
	contents
	label   string    // within a sweep; "" outside of one
	setting string    // the label of its setting there
	writing bool      // a process wrote it when it was read
	journal *journal  // nil unless open for writing
	lock    *os.File  // the same
	asked   time.Time // when a stop was last looked for
}

// ErrAnother is what [Continue] returns, within its line, for a directory with a run of other options.
var ErrAnother = errors.New("holds another run")

// Exists says whether a directory holds a run.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, infoFile))
	return err == nil
}

// Create starts the record of a run in a directory and opens it for writing; its status is [Running]. The directory is
// made when it is missing. An error says that it holds a run already (see [Continue]), that it holds part of one, that
// another process writes there, or what could not be written. A zero info.Created becomes the present time.
func Create(dir string, info Info, memory Memory) (*Run, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	return openLocked(dir, func() error {
		if Exists(dir) {
			return fmt.Errorf("run: %s holds a run already; continue it, or give another directory", dir)
		}
		if left := leftover(dir); left != "" {
			return fmt.Errorf("run: %s exists, but %s beside it does not; give another directory, or move it away",
				left, infoFile)
		}
		if info.Created.IsZero() {
			info.Created = time.Now().UTC().Round(time.Second)
		}
		if err := replace(filepath.Join(dir, historyFile), nil); err != nil {
			return err
		}
		if err := writeJSON(filepath.Join(dir, memoryFile), memory); err != nil {
			return err
		}
		if err := writeJSON(filepath.Join(dir, statusFile), state{Status: Running,
			Updated: time.Now().UTC()}); err != nil {
			return err
		}
		// Last, as it makes the directory a run.
		return writeJSON(filepath.Join(dir, infoFile), infoOnDisk{format, info})
	})
}

// leftover names something in a directory without run.json that a new run would overwrite or take for its own.
func leftover(dir string) string {
	history := filepath.Join(dir, historyFile)
	if info, err := os.Lstat(history); err == nil && (info.Size() > 0 || !info.Mode().IsRegular()) {
		return history
	}
	checkpoint := filepath.Join(dir, checkpointDir)
	if entries, _ := os.ReadDir(checkpoint); len(entries) > 0 {
		return checkpoint
	}
	return ""
}

// Continue opens the run in a directory for writing, to go on with it. What a killed writer left of a line is cut off.
//
// It refuses, in one line that names what differs, a run of another model, other data or other training options than
// info tells; versions and device may differ. The run keeps the Info that it was created with, but for a new label. Its
// Status is how the process before came to an end, [Interrupted] when that was killed; set it to [Running] when going
// on.
func Continue(dir string, info Info) (*Run, error) {
	return goOn(dir, func(kept Info) (Info, error) {
		err := anotherRun(dir, kept, info)
		kept.Label = cmp.Or(info.Label, kept.Label)
		return kept, err
	})
}

// Differs tells whether the run is another one than info tells: of another network, other data or other options of the
// training. Continue would refuse it.
func (r *Run) Differs(info Info) bool { return len(changes(r.info, info)) > 0 }

// Extend is Continue for more epochs than the run has, or as many: it keeps the number that info has from now on. A run
// that was complete is [Interrupted] afterwards, as there are steps left.
func Extend(dir string, info Info) (*Run, error) {
	return goOn(dir, func(kept Info) (Info, error) {
		if err := anotherRun(dir, kept, info, "epochs"); err != nil {
			return kept, err
		}
		if had := kept.Training.Epochs; info.Training.Epochs < had {
			return kept, fmt.Errorf("run: %s has %d epochs, which can't become %d; use at least %d", dir, had,
				info.Training.Epochs, had)
		}
		kept.Training.Epochs, kept.Label = info.Training.Epochs, cmp.Or(info.Label, kept.Label)
		return kept, nil
	})
}

// anotherRun is the error of a run that differs from what is asked for, but for options of the names in but.
func anotherRun(dir string, kept, asked Info, but ...string) error {
	told := differences(kept, asked, but...)
	switch {
	case told == "":
		return nil
	case asked.Training.Epochs > kept.Training.Epochs && differences(kept, asked, "epochs") == "":
		return fmt.Errorf("run: %s %w (%s); WithExtension() goes on to %d epochs, WithRestart() trains anew; or give "+
			"another directory", dir, ErrAnother, told, asked.Training.Epochs)
	}
	return fmt.Errorf("run: %s %w (%s); give another directory, or the same options, or WithRestart() to train anew",
		dir, ErrAnother, told)
}

// goOn opens a run for writing whose Info becomes what admit makes of it.
func goOn(dir string, admit func(kept Info) (Info, error)) (*Run, error) {
	if err := check(dir); err != nil {
		return nil, err
	}
	more := false
	r, err := openLocked(dir, func() error {
		kept, err := readInfo(dir)
		if err != nil {
			return err
		}
		next, err := admit(kept)
		if err != nil {
			return err
		}
		more = next.Training.Epochs > kept.Training.Epochs
		if more || next.Label != kept.Label {
			return writeJSON(filepath.Join(dir, infoFile), infoOnDisk{format, next})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r.state.Status == Running || more && r.state.Status == Complete {
		r.state.Status, r.state.Error = Interrupted, "" // nobody held the lock
	}
	return r, nil
}

// openLocked takes the lock, calls prepare, and opens the run for writing.
func openLocked(dir string, prepare func() error) (r *Run, err error) {
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			lock.Close()
		}
	}()
	os.Remove(filepath.Join(dir, stopFile)) // which was meant for a process before this one
	if err := prepare(); err != nil {
		return nil, err
	}
	r = &Run{dir: dir}
	if _, err := r.read(dir); err != nil {
		return nil, err
	}
	if r.journal, err = openJournal(filepath.Join(dir, historyFile), r.whole); err != nil {
		return nil, err
	}
	r.lock, r.torn = lock, false // what was torn is cut off
	return r, nil
}

// Open reads the run in a directory as it is now, also while another process writes it; that one is not disturbed.
// Refresh tells how it went on.
func Open(dir string) (*Run, error) {
	if err := check(dir); err != nil {
		return nil, err
	}
	r := &Run{dir: dir}
	if _, err := r.Refresh(); err != nil {
		return nil, err
	}
	return r, nil
}

// Refresh reads what was added to the record since Open, or since the last Refresh. The records from place from of the
// History on are new: none where it is the number of records, and all where it is 0, as of a run that was trained anew.
// It costs as little as what was added, so it may be called several times a second. Of a run that is open for writing
// nothing is read.
func (r *Run) Refresh() (from int, err error) {
	if r.journal != nil {
		return len(r.history), nil
	}
	// First: what a process wrote before it ended is read then.
	r.writing = written(r.dir)
	if from, err = r.read(r.dir); err != nil {
		return 0, err
	}
	if !r.writing && r.state.Status == Running {
		r.state.Status = Interrupted
	}
	return from, nil
}

// IsWritten tells whether a process trained the run when it was opened or refreshed. Its status alone does not: a
// process that goes on with a run first reads its data.
func (r *Run) IsWritten() bool { return r.journal != nil || r.writing }

// check refuses a directory that holds no run.
func check(dir string) error {
	if Exists(dir) {
		return nil
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		where := ""
		if here, err := os.Getwd(); err == nil && !filepath.IsAbs(dir) {
			where = " in " + here
		}
		return fmt.Errorf("run: there is no directory %s%s; give one that a training run wrote", dir, where)
	} else if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if said := LastLine(dir); said != "" {
		return fmt.Errorf("run: %s holds no run: the process that was to train it ended with: %s", dir, said)
	}
	return fmt.Errorf("run: %s holds no run (no %s in it); give a directory that a training run wrote", dir, infoFile)
}

// Note says what is left out of the record: "" when nothing is.
func (r *Run) Note() string {
	if r.torn && r.state.Status != Running { // of a running one the line is being written
		return "the last line of the history is cut short and left out"
	}
	return ""
}

// Info returns what was trained, as it was kept. Treat its maps and slices as read-only.
func (r *Run) Info() Info { return r.info }

// History returns the records so far, in the order of writing. Treat them as read-only.
func (r *Run) History() []Record { return r.history[:len(r.history):len(r.history)] }

// Profile returns what one training step needs.
func (r *Run) Profile() Memory { return r.memory }

// SetProfile replaces what one training step needs, as when it is known exactly after compiling.
func (r *Run) SetProfile(memory Memory) error {
	if err := r.writable(); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(r.dir, memoryFile), memory); err != nil {
		return err
	}
	r.memory = memory
	return nil
}

// Dir returns the run's directory, as it was given.
func (r *Run) Dir() string { return r.dir }

// CheckpointDir returns where the trainer keeps weights and the optimizer's state. It may not exist yet.
func (r *Run) CheckpointDir() string { return filepath.Join(r.dir, checkpointDir) }

// Status returns how far the run came. A run whose process was killed is [Interrupted].
func (r *Run) Status() Status { return r.state.Status }

// SetStatus keeps how far the run came, and why it stopped; err may be nil.
func (r *Run) SetStatus(status Status, err error) error {
	if failed := r.writable(); failed != nil {
		return failed
	}
	switch status {
	case Running, Complete, Interrupted, Failed:
	default:
		return fmt.Errorf("run: status %q; give %q, %q, %q or %q", status, Running, Complete, Interrupted, Failed)
	}
	next := state{Status: status, Updated: time.Now().UTC()}
	if err != nil {
		next.Error = err.Error()
	}
	if err := writeJSON(filepath.Join(r.dir, statusFile), next); err != nil {
		return err
	}
	r.state = next
	if status == Running {
		begun(r.dir)
	}
	return nil
}

// Reason is why the run failed or stopped; "" where nothing is to be told.
func (r *Run) Reason() string { return r.state.Error }

// Append adds a record to the history, on disk and in memory. Elapsed is kept in microseconds.
//
// When the line cannot be written, as on a full disk, what was written of it is cut off again; the records before it
// are kept, and Append may be called again.
func (r *Run) Append(record Record) error {
	if err := r.writable(); err != nil {
		return err
	}
	text, err := encode(record)
	if err == nil {
		// Read back, what is kept is what another process will see.
		record, err = decode(text)
	}
	if err != nil {
		return fmt.Errorf("run: a record that cannot be kept: %w", err)
	}
	if n := len(r.history); n > 0 && record.Step < r.history[n-1].Step {
		return fmt.Errorf("run: a record of step %d after one of step %d; rewind the run first", record.Step,
			r.history[n-1].Step)
	}
	if err := r.journal.add(text); err != nil {
		return fmt.Errorf("run: step %d could not be written to %s (%w); the %d lines before it are kept: %s",
			record.Step, filepath.Join(r.dir, historyFile), cause(err), len(r.history), remedy(err))
	}
	r.history = append(r.history, record)
	return nil
}

// Rewind drops the records after a step, as when a killed run goes on from a checkpoint made at that step.
// A kill at any moment leaves the whole history or the shorter one.
func (r *Run) Rewind(step int) error {
	if err := r.writable(); err != nil {
		return err
	}
	var kept []Record
	var content []byte
	for _, record := range r.history {
		if record.Step > step {
			continue
		}
		text, err := encode(record)
		if err != nil {
			return fmt.Errorf("run: %w", err)
		}
		kept = append(kept, record)
		content = append(content, text...)
	}
	if len(kept) == len(r.history) {
		return nil
	}
	path := filepath.Join(r.dir, historyFile)
	if err := replace(path, content); err != nil {
		return err
	}
	journal, err := openJournal(path, len(content))
	if err != nil {
		return errors.Join(err, r.Close()) // the open file is no longer the history
	}
	r.journal.file.Close()
	r.journal, r.history = journal, kept
	return nil
}

// Close ends writing and lets another process write. The run can still be looked at. Closing again does nothing.
func (r *Run) Close() error {
	if r.journal == nil {
		return nil
	}
	os.Remove(filepath.Join(r.dir, stopFile))
	err := errors.Join(r.journal.file.Sync(), r.journal.file.Close(), r.lock.Close())
	r.journal, r.lock = nil, nil
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

func (r *Run) writable() error {
	if r.journal == nil {
		return fmt.Errorf("run: %s is open for reading only; open it with Continue to write", r.dir)
	}
	return nil
}

package tensorboard

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/report"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// ours ends the names of this package's files.
const ours = ".kilolayer"

// file is the event file of one process's work on a run. Each record is one write, so that TensorBoard sees it at once
// and a killed process loses none.
type file struct {
	out  *os.File
	info run.Info
}

// create begins a file in a folder with the run's options and the history so far, and then removes the files that this
// package wrote there before: they hold no more than that history.
func create(folder string, info run.Info, history []run.Record) (*file, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, failed(folder, err)
	}
	before, err := filepath.Glob(filepath.Join(escaped(folder), "events.out.tfevents.*"+ours))
	if err != nil {
		return nil, failed(folder, err)
	}
	// TensorBoard reads a folder's files in the order of their names, and never goes back.
	name := fmt.Sprintf("events.out.tfevents.%019d.%d%s", time.Now().UnixNano(), os.Getpid(), ours)
	out, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o666)
	if err != nil {
		return nil, failed(folder, err)
	}
	f := &file{out, info}
	start := append(frame(version(info.Created)), frame(begin(info.Created))...)
	start = append(start, frame(told(info.Created, report.Options(info)))...)
	for _, r := range history {
		start = append(start, f.framed(r)...)
	}
	if _, err := out.Write(start); err != nil {
		return nil, errors.Join(failed(folder, err), out.Close())
	}
	for _, path := range before {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(failed(folder, err), out.Close())
		}
	}
	return f, nil
}

// escaped is a folder's name with nothing in it that Glob reads as a pattern.
func escaped(folder string) string {
	var b []rune
	for _, r := range folder {
		if r == '*' || r == '?' || r == '[' || r == '\\' {
			b = append(b, '\\')
		}
		b = append(b, r)
	}
	return string(b)
}

func failed(folder string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("tensorboard: %s: %w", folder, err)
}

// framed is a record as a TFRecord.
func (f *file) framed(r run.Record) []byte {
	return frame(scalars(f.info.Created.Add(r.Elapsed), r.Step, report.Scalars(f.info, r)))
}

func (f *file) append(r run.Record) error {
	if _, err := f.out.Write(f.framed(r)); err != nil {
		return failed(filepath.Dir(f.out.Name()), err)
	}
	return nil
}

// Write writes the history of a run, such as a *run.Run, into a folder of its own. Written again, it takes the place of
// what was there.
func Write(folder string, r run.Recorded) error {
	f, err := create(folder, r.Info(), r.History())
	if err != nil {
		return err
	}
	if err := f.out.Close(); err != nil {
		return failed(folder, err)
	}
	return nil
}

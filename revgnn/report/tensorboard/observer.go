package tensorboard

import (
	"fmt"
	"os"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Observer is a run.Observer that writes event files. Start it with To.
type Observer struct {
	folder string
	file   *file // nil before a run begins, and after an error
	say    func(error)
	err    error
}

// To writes the event files of one run into a folder of its own, as it trains. A run that is gone on with has its whole
// history there.
//
// An error, as of a full disk, never ends a training. It is said once, on standard error, and nothing is written after
// it; Err has it, and Write writes the whole history later.
func To(folder string) *Observer {
	return &Observer{folder: folder, say: func(err error) {
		fmt.Fprintf(os.Stderr, "%v; the training goes on without it, and tensorboard.Write writes it later\n", err)
	}}
}

// WithErrors says an error by a function in place of a line on standard error.
func (o *Observer) WithErrors(say func(error)) *Observer { o.say = say; return o }

// Err is the first error; nil when all was written.
func (o *Observer) Err() error { return o.err }

// Started implements run.Observer.
func (o *Observer) Started(info run.Info, _ run.Memory, history []run.Record) {
	o.err = nil
	f, err := create(o.folder, info, history)
	if err != nil {
		o.fail(err)
		return
	}
	o.file = f
}

// Recorded implements run.Observer.
func (o *Observer) Recorded(r run.Record) {
	if o.file == nil {
		return
	}
	if err := o.file.append(r); err != nil {
		o.fail(err)
	}
}

// Finished implements run.Observer.
func (o *Observer) Finished(run.Status, error) {
	if o.file == nil {
		return
	}
	out := o.file.out
	o.file = nil
	if err := out.Close(); err != nil && o.err == nil {
		o.fail(failed(o.folder, err))
	}
}

// fail says the first error and writes no more.
func (o *Observer) fail(err error) {
	if o.file != nil {
		_ = o.file.out.Close() // what it would say is no news after the error
	}
	o.file, o.err = nil, err
	o.say(err)
}

package revgnn

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Detach starts the training in a process of its own, which outlives the cell, the notebook's kernel and the
// browser, and returns when it has begun, or after three seconds where its data takes longer to read:
//
//	revgnn.Train(model, graph).WithEpochs(2000).WithDirectory("runs/deep").Detach()
//	viz.Follow("runs/deep") // live charts, in this cell or in any other
//	run.Stop("runs/deep")   // ends it with a checkpoint
//
// The process is the cell's own program, run once more up to this call: operators, losses, metrics, observers and
// callbacks that the cell defines work as they do in the cell, and what stands before the call is done again. What is
// printed there goes to output.txt in the directory. Nothing after the call is run by that process, and other calls of
// Detach, viz.Follow and run.Stop before it do nothing there.
//
// The directory is gone on with as Done does it, and WithRestart and WithExtension work as there. A directory that a
// process trains already is an error, and so is what the process says when it ends before it has begun. The process
// ends with a checkpoint when it gets an interrupt or is asked to terminate. The builder's context does not reach
// it.
func (b *TrainBuilder) Detach() (run.Process, error) {
	if b.directory == "" {
		return run.Process{}, errors.New("revgnn: a detached training without a directory could not be found again; " +
			"use WithDirectory")
	}
	if err := b.options.Validate(); err != nil {
		return run.Process{}, fmt.Errorf("revgnn: %w", err)
	}
	own, is := run.Launched()
	if !is {
		return run.Launch(b.directory)
	}
	if there, err := filepath.Abs(b.directory); err != nil || there != own.Dir {
		p, _ := run.Writer(b.directory)
		return p, nil // which was started before this process
	}
	ctx, stop := signal.NotifyContext(b.ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	once := *b
	if own.Epochs > 0 { // it goes on with the run
		once.options.Epochs, once.restart, once.extend = own.Epochs, false, true
	}
	cell.Must(once.WithContext(ctx).Done())
	os.Exit(0)
	return run.Process{}, nil // not reached
}

package revgnn

import (
	"errors"
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Callback sees each record of a training, a step or an evaluation, after it was written. Training goes on while it
// returns nil. [Enough] ends it as complete, and any other error as failed. It is called from one goroutine.
//
// What a callback decides is not part of the run's record: a program that goes on with the run brings it again.
type Callback func(r run.Record) error

// enough is the error of a callback that ends a training as complete.
type enough struct{ reason string }

func (e enough) Error() string { return e.reason }

// Enough is what a callback returns to end the training as complete. The run's status keeps the reason.
func Enough(reason string) error { return enough{reason} }

// call shows a record to callbacks. stop is the reason of the one that ends the training as complete.
func call(callbacks []Callback, r run.Record) (stop error, failed error) {
	for _, c := range callbacks {
		err := c(r)
		var reason enough
		switch {
		case err == nil:
		case errors.As(err, &reason):
			return reason, nil
		default:
			return nil, fmt.Errorf("revgnn: a callback ended the training at step %d: %w", r.Step, err)
		}
	}
	return nil, nil
}

package cell

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

// Must gives the value of a call that may fail, or ends the program with the error as one line. In a notebook the cell
// stops there, without a goroutine dump:
//
//	r := cell.Must(run.Open("runs/deep"))
//	cell.Must(graph.Save("mine.graph"))
//
// It takes the results of any call that returns a value and an error, or an error alone. The exit status is 1. After an
// interrupt, which is an error that wraps [context.Canceled], the line goes to the standard output and the status is 0:
// what was reached is kept, so the cell has ended well.
func Must[T any](value T, failed ...error) T {
	if err, ok := any(value).(error); ok && len(failed) == 0 {
		failed = []error{err}
	}
	for _, err := range failed {
		switch {
		case err == nil:
		case errors.Is(err, context.Canceled):
			fmt.Println(line(err))
			os.Exit(0)
		default:
			fmt.Fprintln(os.Stderr, line(err))
			os.Exit(1)
		}
	}
	return value
}

// line is an error's text in one line.
func line(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// Interruptible is a context that is cancelled when the user interrupts the program: by Ctrl-C, or by a notebook's stop
// button. The last calls of builders for cells, each named Must, run with one. Call stop when the work has ended; from
// then on an interrupt ends the program at once, as it does without this package.
func Interruptible(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	return signal.NotifyContext(parent, os.Interrupt)
}

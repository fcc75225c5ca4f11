// Package fault brings what can go wrong into one form: an error of one line that begins with a package of ours.
//
//	err := fault.Try(func() error { return build() })             // a panic of GoMLX, or an error with a stack
//	err = fault.Interrupted(ctx.Err(), "revgnn: stopped at step %d", 7)
package fault

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// Try calls f and makes its error, or its panic while a graph is built, an error of one line.
func Try(f func() error) error { return OneLine(xla.Try(f)) }

// ours is how an error of one of our packages begins.
var ours = regexp.MustCompile(`^(conv|datasets|metrics|paper|revgnn|run|solver|sweep): `)

// OneLine keeps an error's text in one line that begins with a package of ours. The words and the stack that GoMLX puts
// around an error are dropped.
func OneLine(err error) error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if ours.MatchString(e.Error()) {
			return xla.Try(func() error { return e })
		}
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("revgnn: %w", xla.Try(func() error { return err }))
}

// interrupted is the error of work that was ended by its context and has saved what it reached.
type interrupted struct {
	text  string
	cause error
}

func (e interrupted) Error() string { return e.text }

func (e interrupted) Unwrap() error { return e.cause }

// Interrupted is the error of work that was ended by its context and has saved what it reached. It wraps the cause,
// which is the context's error.
func Interrupted(cause error, format string, args ...any) error {
	return interrupted{fmt.Sprintf(format, args...), cause}
}

// IsInterruption tells whether an error is that of a context that was cancelled or whose time was up.
func IsInterruption(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

package xla

import (
	"errors"
	"fmt"
	"strings"
)

// Try calls f and returns its error or its panic, the way GoMLX reports mistakes while a graph is built, as an error of
// one line without a stack.
func Try(f func() error) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			var ok bool
			if err, ok = thrown.(error); !ok {
				err = errors.New(fmt.Sprint(thrown))
			}
		}
		if err != nil {
			err = oneLine{err}
		}
	}()
	return f()
}

// oneLine prints an error in one line whatever the verb, and without the stack that GoMLX's errors carry.
type oneLine struct{ cause error }

func (e oneLine) Error() string { return strings.Join(strings.Fields(e.cause.Error()), " ") }

func (e oneLine) Unwrap() error { return e.cause }

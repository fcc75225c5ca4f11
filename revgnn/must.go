package revgnn

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// ErrInterrupted is returned by a training that the user interrupted. What was reached is saved.
var ErrInterrupted = errors.New("revgnn: training was interrupted")

// must returns value, or ends the program with the error's line: a cell's end for the user, not a goroutine dump.
func must[T any](value T, err error) T {
	if err == nil {
		return value
	}
	if errors.Is(err, ErrInterrupted) {
		fmt.Println(err)
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
	return value
}

// try turns the panic of a graph that cannot be built into an error of one line.
func try(build func()) error {
	return oneLine(xla.Try(func() error { build(); return nil }))
}

// oneLine keeps an error's text and drops the stack that some libraries print with it.
func oneLine(err error) error {
	if err == nil {
		return nil
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	if !strings.HasPrefix(text, "revgnn: ") {
		text = "revgnn: " + text
	}
	return &lineError{text: text, cause: err}
}

type lineError struct {
	text  string
	cause error
}

func (e *lineError) Error() string { return e.text }
func (e *lineError) Unwrap() error { return e.cause }

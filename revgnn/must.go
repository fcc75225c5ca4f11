package revgnn

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// ErrInterrupted is returned by a training that the user interrupted. What was reached is saved.
var ErrInterrupted = errors.New("revgnn: training was interrupted")

// must returns value, or ends the program with the error's line: quietly after an interrupt, else with exit status 1.
func must[T any](value T, err error) T {
	if errors.Is(err, ErrInterrupted) {
		fmt.Println(err)
		os.Exit(0)
	}
	return cell.Must(value, err)
}

// try calls f and makes its error, or its panic while a graph is built, an error of one line.
func try(f func() error) error { return oneLine(xla.Try(f)) }

// oneLine keeps an error's text in one line that begins with a package of ours. The words and the stack that GoMLX puts
// around an error are dropped.
func oneLine(err error) error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if text := e.Error(); strings.HasPrefix(text, "revgnn: ") || strings.HasPrefix(text, "run: ") {
			return xla.Try(func() error { return e })
		}
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("revgnn: %w", xla.Try(func() error { return err }))
}

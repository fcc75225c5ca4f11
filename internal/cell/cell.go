// Package cell ends a notebook's cell when something went wrong.
package cell

import (
	"fmt"
	"os"
	"strings"
)

// Must returns value. On an error it prints the error as one line and ends the program with exit status 1: in a notebook
// the cell stops there, without a goroutine dump.
func Must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, strings.Join(strings.Fields(err.Error()), " "))
		os.Exit(1)
	}
	return value
}

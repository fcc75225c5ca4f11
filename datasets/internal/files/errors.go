package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Cause is an error of the file system without the path, which the caller names.
func Cause(err error) error {
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		return of.Err
	}
	return err
}

// Stopped is the error for a file whose reading a context ended, or nil if err comes from something else.
func Stopped(path string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: reading was stopped: %w", path, err)
	}
	return nil
}

// Clip shortens a part of a file for an error.
func Clip[Text string | []byte](part Text) string {
	const most = 40
	if len(part) > most {
		return string(part[:most]) + "…"
	}
	return string(part)
}

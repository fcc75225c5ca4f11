package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"
)

// Cause is an error of the file system without the path, which the caller names. Of a file that is not there, and whose
// path begins in the current folder, it says which folder that is.
func Cause(err error) error {
	of := (*fs.PathError)(nil)
	if !errors.As(err, &of) {
		return err
	}
	_, ofSystem := of.Err.(syscall.Errno) // and not of a file system that a program made
	here, failed := os.Getwd()
	if ofSystem && failed == nil && errors.Is(of.Err, fs.ErrNotExist) && !filepath.IsAbs(of.Path) {
		return fmt.Errorf("%w in %s", of.Err, here)
	}
	return of.Err
}

// Stopped is the error for a file whose reading a context ended, or nil if err comes from something else.
func Stopped(path string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: reading was stopped: %w", path, err)
	}
	return nil
}

// Printed is a part of a file as an error of one line shows it without quotes: shortened, and with the escapes of a Go
// string where it has line ends or other characters that don't print.
func Printed[Text string | []byte](part Text) string {
	shown := Clip(part)
	if strings.ContainsFunc(shown, func(sign rune) bool { return sign == utf8.RuneError || !strconv.IsPrint(sign) }) {
		quoted := strconv.Quote(shown)
		return quoted[1 : len(quoted)-1]
	}
	return shown
}

// Clip shortens a part of a file for an error.
func Clip[Text string | []byte](part Text) string {
	const most = 40
	if len(part) > most {
		return string(part[:most]) + "…"
	}
	return string(part)
}

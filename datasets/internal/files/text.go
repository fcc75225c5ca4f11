package files

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
)

// MaxLine is the most bytes that a line of a data set may have. No line of a published one is near this long.
const MaxLine = 1 << 20

// Text is a file of UTF-8 text, unzipped where it is a gzip file, without a byte-order mark.
type Text struct {
	*bufio.Reader
	path string
	file io.Closer
}

// Opener opens a file by its path.
type Opener func(path string) (io.ReadCloser, error)

// FromDisk opens a file on the disk.
func FromDisk(path string) (io.ReadCloser, error) { return os.Open(path) }

// Open opens a file of text. Reading ends with the context's error when the context ends.
func Open(ctx context.Context, open Opener, path string) (*Text, error) {
	file, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, Cause(err))
	}
	t := &Text{path: path, file: file}
	if err := t.begin(Reader(ctx, file)); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func (t *Text) begin(file io.Reader) error {
	t.Reader = bufio.NewReaderSize(file, 1<<16)
	if start, _ := t.Peek(2); bytes.Equal(start, []byte("\x1f\x8b")) {
		unzipped, err := gzip.NewReader(t.Reader)
		if err != nil {
			return t.Error(err)
		}
		t.Reader = bufio.NewReaderSize(unzipped, 1<<16)
	}
	start, err := t.Peek(512)
	switch {
	case err != nil && err != io.EOF:
		return t.Error(err)
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err = t.Discard(3)
		return err
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return fmt.Errorf("%s is in UTF-16; save it as UTF-8", t.path)
	case bytes.IndexByte(start, 0) >= 0:
		return fmt.Errorf("%s is not a text file: it has a byte 0 near its start", t.path)
	}
	return nil
}

// Close ends reading. What closing a file could report, reading has reported.
func (t *Text) Close() { _ = t.file.Close() }

// Path is the file's path.
func (t *Text) Path() string { return t.path }

// Error says what an error of reading means for the file as a whole.
func (t *Text) Error(err error) error {
	if stopped := Stopped(t.path, err); stopped != nil {
		return stopped
	}
	var damaged bool
	for _, of := range []error{io.ErrUnexpectedEOF, gzip.ErrChecksum, gzip.ErrHeader} {
		damaged = damaged || errors.Is(err, of)
	}
	if damaged {
		return fmt.Errorf("%s is damaged or cut short; make or fetch it again: %w", t.path, err)
	}
	return fmt.Errorf("%s: %w", t.path, Cause(err))
}

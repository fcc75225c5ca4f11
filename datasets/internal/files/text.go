package files

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
)

// MaxLine is the most bytes that a line of a data set may have. No line of a published one is near this long.
const MaxLine = 1 << 20

// Text is a file of text as UTF-8: unzipped where it is a gzip file, out of the encoding that it is in, without a
// byte-order mark, and with LF at the end of each line. Reading ends with an error at bytes that are no letter.
type Text struct {
	*bufio.Reader
	path string
	file io.Closer
	size int64
}

// Open opens a file of text. Reading ends with the context's error when the context ends.
func Open(ctx context.Context, open Opener, path string) (*Text, error) {
	file, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, Cause(err))
	}
	t := &Text{path: path, file: file}
	if err := t.begin(ctx, file); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func (t *Text) begin(ctx context.Context, file io.Reader) error {
	t.Reader = bufio.NewReaderSize(Reader(ctx, file), 1<<16)
	if start, _ := t.Peek(2); bytes.Equal(start, []byte("\x1f\x8b")) {
		unzipped, err := gzip.NewReader(t.Reader)
		if err != nil {
			return t.Error(err)
		}
		t.Reader = bufio.NewReaderSize(unzipped, 1<<16)
	} else if of, ok := file.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := of.Stat(); err == nil {
			t.size = info.Size()
		}
	}
	start, err := t.Peek(512)
	if err != nil && err != io.EOF {
		return t.Error(err)
	}
	var chosen Encoding
	if of, ok := t.file.(encoded); ok {
		chosen = of.encoding
	}
	decoder, mark, ok := decoderOf(start, chosen)
	if !ok {
		return fmt.Errorf("%s is not a text file: it has a byte 0 near its start", t.path)
	}
	if _, err := t.Discard(mark); err != nil {
		return t.Error(err)
	}
	text := &lines{text: t.Reader, decoded: decoder != nil}
	if decoder != nil {
		text.text = decoder.NewDecoder().Reader(t.Reader)
	}
	t.Reader = bufio.NewReaderSize(text, 1<<16)
	return nil
}

// Close ends reading. What closing a file could report, reading has reported.
func (t *Text) Close() { _ = t.file.Close() }

// Size is the file's size in bytes, or 0 where that does not tell the size of the text: it is zipped, or no file.
func (t *Text) Size() int64 { return t.size }

// Path is the file's path.
func (t *Text) Path() string { return t.path }

// Error says what an error of reading means for the file as a whole.
func (t *Text) Error(err error) error {
	if stopped := Stopped(t.path, err); stopped != nil {
		return stopped
	}
	if of := (notUTF8{}); errors.As(err, &of) {
		return fmt.Errorf("%s %w", t.path, of)
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

package ogb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// lines cuts a gzip file of comma-separated numbers, without a header, into chunks of whole lines.
type lines struct {
	path   string // for errors
	number int    // of the last line cut, from 1
	bytes  int64  // of the compressed file
	file   fs.File
	text   *gzip.Reader
	ended  error  // why text gives no more: io.EOF, or what is wrong with the file
	begun  []byte // the start of a line whose end is still to be unpacked
	ahead  *chunk // cut to look at the first line
}

// The files are unpacked by klauspost's gzip, which unpacks ogbn-arxiv's edges in 0.7 of the time that the standard
// library takes. Unpacking is most of the work.

// chunkBytes is small enough for a chunk to stay in a core's cache.
const chunkBytes = 1 << 17

// openLines opens a file of a folder, which errors call by the path given. Reading ends when the context ends.
func openLines(ctx context.Context, folder fs.FS, path, name string) (*lines, error) {
	l := &lines{path: filepath.Join(path, filepath.FromSlash(name))}
	var err error
	if l.file, err = folder.Open(name); err != nil {
		return nil, fmt.Errorf("%s: %w", l.path, files.Cause(err))
	}
	info, err := l.file.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("a folder, want a file")
	}
	if err != nil {
		l.close()
		return nil, fmt.Errorf("%s: %w", l.path, files.Cause(err))
	}
	l.bytes = info.Size()
	if l.text, err = gzip.NewReader(files.Reader(ctx, l.file)); err != nil {
		l.close()
		return nil, l.readError(err)
	}
	return l, nil
}

// close ends reading; what a reader's close could report has been reported by cut.
func (l *lines) close() { _ = l.file.Close() }

// cut unpacks the next whole lines into c, or returns io.EOF.
func (l *lines) cut(c *chunk) error {
	if l.ahead != nil {
		*c, l.ahead = *l.ahead, nil
		return nil
	}
	buffer := append(c.buffer[:0], l.begun...)
	l.begun = l.begun[:0]
	end := 0 // of the last whole line
	for end == 0 {
		if len(buffer) == cap(buffer) {
			if len(buffer) >= files.MaxLine {
				return fmt.Errorf("%s line %d: longer than %d bytes", l.path, l.number+1, files.MaxLine)
			}
			buffer = append(make([]byte, 0, min(max(2*cap(buffer), chunkBytes), files.MaxLine)), buffer...)
		}
		for l.ended == nil && len(buffer) < cap(buffer) {
			var n int
			n, l.ended = l.text.Read(buffer[len(buffer):cap(buffer)])
			buffer = buffer[:len(buffer)+n]
		}
		end = bytes.LastIndexByte(buffer, '\n') + 1
		if l.ended == io.EOF {
			end = len(buffer) // the last line may do without an end
		}
		if end == 0 && l.ended != nil {
			return l.readError(l.ended)
		}
	}
	l.begun = append(l.begun, buffer[end:]...)
	*c = chunk{path: l.path, number: l.number, rest: buffer[:end], buffer: buffer}
	l.number += bytes.Count(c.rest, []byte("\n"))
	if buffer[end-1] != '\n' {
		l.number++
	}
	return nil
}

// readError says what is wrong with the file as a whole, or io.EOF at its end, after the last line cut.
func (l *lines) readError(err error) error {
	if stopped := files.Stopped(l.path, err); stopped != nil {
		return stopped
	}
	switch {
	case err == io.EOF && l.number == 0:
		return fmt.Errorf("%s is empty", l.path)
	case err == io.EOF:
		return io.EOF
	case err == gzip.ErrHeader:
		return fmt.Errorf("%s is not a gzip file", l.path)
	case err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%s ends early, after line %d; the file is cut short, fetch it again", l.path, l.number)
	}
	return fmt.Errorf("%s is damaged after line %d, fetch it again: %w", l.path, l.number, err)
}

// atMost bounds a number of lines that a file claims to have by what its size allows, so that a wrong number can't
// ask for more memory than the file is worth. A byte of gzip unpacks to at most 1032 bytes.
func (l *lines) atMost(claimed, bytesPerLine int) int {
	return int(min(int64(claimed), l.bytes*1032/int64(bytesPerLine)+1))
}

// columns looks ahead at the number of fields of the first line.
func (l *lines) columns() (int, error) {
	c := &chunk{}
	if err := l.cut(c); err != nil {
		return 0, err
	}
	l.ahead = c
	first, _, _ := bytes.Cut(c.rest, []byte("\n"))
	return countFields(first), nil
}

package lines

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// MaxNeighbours is the most bytes of a line that lists all neighbours of a node: the numbers of eight million.
const MaxNeighbours = 1 << 26

// Reader goes through the lines of a file.
type Reader struct {
	Line   string // the last line, without blanks around it
	Number int    // its number, from 1

	file    *files.Text
	scanner *bufio.Scanner
	longest int
}

// Open opens a file whose lines have at most longest bytes.
func Open(ctx context.Context, open files.Opener, path string, longest int) (*Reader, error) {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	r := &Reader{file: file, scanner: bufio.NewScanner(file), longest: longest}
	r.scanner.Buffer(make([]byte, 1<<16), longest)
	return r, nil
}

// Next reads a line, or says that there is none; then see [Reader.Err].
func (r *Reader) Next() bool {
	if !r.scanner.Scan() {
		return false
	}
	r.Line = strings.TrimSpace(r.scanner.Text())
	r.Number++
	return true
}

// NextOf reads the next line that is neither empty nor begins with one of the marks of comments.
func (r *Reader) NextOf(comments string) bool {
	for r.Next() {
		if r.Line != "" && !strings.ContainsRune(comments, rune(r.Line[0])) {
			return true
		}
	}
	return false
}

// Err is what ended the reading before the file's end, or nil.
func (r *Reader) Err() error {
	switch err := r.scanner.Err(); err {
	case nil:
		return nil
	case bufio.ErrTooLong:
		r.Number++
		return r.Errorf("longer than %d bytes", r.longest)
	default:
		return r.file.Error(err)
	}
}

// Errorf is an error about the last line.
func (r *Reader) Errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", r.Path(), r.Number, fmt.Errorf(format, values...))
}

// Path is the file's path.
func (r *Reader) Path() string { return r.file.Path() }

// Close ends the reading.
func (r *Reader) Close() { r.file.Close() }

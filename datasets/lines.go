package datasets

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path/filepath"
	"strconv"
)

// lines reads a gzip file of comma-separated numbers, without a header, one line at a time.
type lines struct {
	path   string // for errors
	number int    // of the last line read, from 1
	file   fs.File
	text   *bufio.Reader
	bytes  int64 // of the compressed file
}

// No line of the layout is near this long: 112 tasks take under 500 bytes.
const maxLine = 1 << 20

// openLines opens a file of folder; display is the folder's name in errors.
func openLines(folder fs.FS, display, name string) (*lines, error) {
	l := &lines{path: filepath.Join(display, filepath.FromSlash(name))}
	var err error
	if l.file, err = folder.Open(name); err != nil {
		return nil, fmt.Errorf("%s: %w", l.path, cause(err))
	}
	info, err := l.file.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("a folder, want a file")
	}
	if err != nil {
		l.close()
		return nil, fmt.Errorf("%s: %w", l.path, cause(err))
	}
	l.bytes = info.Size()
	unzipped, err := gzip.NewReader(bufio.NewReaderSize(l.file, 1<<16))
	if err != nil {
		l.close()
		return nil, l.readError(err)
	}
	l.text = bufio.NewReaderSize(unzipped, maxLine)
	return l, nil
}

// close ends reading; what a reader's close could report has been reported by next.
func (l *lines) close() { _ = l.file.Close() }

// next returns the next line without its end, or io.EOF. It is valid until the call after.
func (l *lines) next() ([]byte, error) {
	line, err := l.text.ReadSlice('\n')
	switch {
	case err == io.EOF && len(line) == 0:
		if l.number == 0 {
			return nil, fmt.Errorf("%s is empty", l.path)
		}
		return nil, io.EOF
	case err == bufio.ErrBufferFull:
		l.number++
		return nil, l.errorf("longer than %d bytes", maxLine)
	case err != nil && err != io.EOF:
		return nil, l.readError(err)
	}
	l.number++
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// readError says what is wrong with the file as a whole.
func (l *lines) readError(err error) error {
	switch {
	case err == io.EOF:
		return fmt.Errorf("%s is empty", l.path)
	case err == gzip.ErrHeader:
		return fmt.Errorf("%s is not a gzip file", l.path)
	case err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%s ends early, after line %d; the file is cut short, fetch it again", l.path, l.number)
	}
	return fmt.Errorf("%s is damaged after line %d, fetch it again: %w", l.path, l.number, err)
}

// errorf is an error about the last line read.
func (l *lines) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", l.path, l.number, fmt.Errorf(format, values...))
}

// cause is an error of the file system without the path, which the caller names.
func cause(err error) error {
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		return of.Err
	}
	return err
}

// checkCount holds the lines against the number that another file promises. It is called after each line and once more
// at the end, when more is false.
func (l *lines) checkCount(more bool, want int, wanted string) error {
	switch {
	case more && l.number > want:
		return l.errorf("one line too many; there are %d %s", want, wanted)
	case !more && l.number < want:
		return fmt.Errorf("%s has %d lines; there are %d %s", l.path, l.number, want, wanted)
	}
	return nil
}

// atMost bounds a number of lines that a file claims to have by what its size allows, so that a wrong number can't
// ask for more memory than the file is worth. A byte of gzip unpacks to at most 1032 bytes.
func (l *lines) atMost(claimed, bytesPerLine int) int {
	return int(min(int64(claimed), l.bytes*1032/int64(bytesPerLine)+1))
}

// ints reads a line of whole numbers into row; it returns false at the end of the file.
func (l *lines) ints(row []int) (bool, error) {
	return parseLine(l, row, func(field []byte) (int, error) {
		value, ok := parseInt(field)
		if !ok {
			return 0, l.errorf("%q is not a whole number", clip(field))
		}
		return value, nil
	})
}

// floats reads a line of numbers into row; it returns false at the end of the file. NaN stands for missing, and is
// refused unless it may be.
func (l *lines) floats(row []float32, missing bool) (bool, error) {
	return parseLine(l, row, func(field []byte) (float32, error) {
		value, ok := parseFloat(field)
		switch {
		case !ok:
			return 0, l.errorf("%q is not a number", clip(field))
		case isNaN(value) && missing, isFinite(value):
			return value, nil
		}
		return 0, l.errorf("%q is not a finite number", clip(field))
	})
}

func parseLine[T any](l *lines, row []T, parse func(field []byte) (T, error)) (bool, error) {
	line, err := l.next()
	if err == io.EOF {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if len(line) == 0 {
		return false, l.errorf("empty")
	}
	rest := line
	for i := range row {
		end := bytes.IndexByte(rest, ',')
		if last := i == len(row)-1; last != (end < 0) {
			return false, l.errorf("%d fields, want %d", countFields(line), len(row))
		}
		if end < 0 {
			end = len(rest)
		}
		if row[i], err = parse(rest[:end]); err != nil {
			return false, err
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return true, nil
}

func countFields(line []byte) int { return bytes.Count(line, []byte(",")) + 1 }

// columns looks ahead at the number of fields of the first line.
func (l *lines) columns() (int, error) {
	for size := 1 << 12; ; size = min(2*size, maxLine) {
		start, err := l.text.Peek(size)
		if end := bytes.IndexByte(start, '\n'); end >= 0 {
			return countFields(start[:end]), nil
		}
		switch {
		case err == io.EOF && len(start) == 0, err != nil && err != io.EOF:
			return 0, l.readError(err)
		case err == io.EOF:
			return countFields(start), nil
		case size == maxLine:
			return 0, fmt.Errorf("%s line 1: longer than %d bytes", l.path, maxLine)
		}
	}
}

// clip shortens a field for an error.
func clip(field []byte) string {
	if len(field) > 40 {
		return string(field[:40]) + "…"
	}
	return string(field)
}

func parseInt(field []byte) (int, bool) {
	digits := bytes.TrimPrefix(field, []byte("-"))
	if len(digits) == 0 || len(digits) > 18 { // 18 digits always fit 64 bits
		return 0, false
	}
	value := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = 10*value + int(c-'0')
	}
	if len(digits) < len(field) {
		value = -value
	}
	return value, true
}

// powers holds 10⁰ … 10¹⁵, all of them exact.
var powers = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseFloat reads a number as float64 and rounds it to float32, as the ogb package does.
//
// Up to 15 digits with a point take a short way, which is exact: both digits and power of ten are, so the quotient is
// rounded once. All else goes to strconv.
func parseFloat(field []byte) (float32, bool) {
	digits, decimals, point := 0, 0, false
	whole := 0
	rest := bytes.TrimPrefix(field, []byte("-"))
	for _, c := range rest {
		switch {
		case c >= '0' && c <= '9' && digits < 15:
			whole = 10*whole + int(c-'0')
			digits++
			if point {
				decimals++
			}
		case c == '.' && !point:
			point = true
		default:
			value, err := strconv.ParseFloat(string(field), 64)
			return float32(value), err == nil
		}
	}
	if digits == 0 {
		return 0, false
	}
	value := float64(whole) / powers[decimals]
	if len(rest) < len(field) {
		value = math.Copysign(value, -1)
	}
	return float32(value), true
}

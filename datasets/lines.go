package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path/filepath"
	"strconv"

	"github.com/kilolayer/kilolayer/internal/gunzip"
)

// lines cuts a gzip file of comma-separated numbers, without a header, into chunks of whole lines.
type lines struct {
	path   string // for errors
	number int    // of the last line cut, from 1
	bytes  int64  // of the compressed file
	file   fs.File
	text   *gunzip.Reader
	ended  error  // why text gives no more: io.EOF, or what is wrong with the file
	begun  []byte // the start of a line whose end is still to be unpacked
	ahead  *chunk // cut to look at the first line
}

const (
	chunkBytes = 1 << 17 // small enough to stay in a core's cache
	maxLine    = 1 << 20 // no line of the layout is near this long: 112 tasks take under 500 bytes
)

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
	if l.text, err = gunzip.NewReader(l.file); err != nil {
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
			if len(buffer) >= maxLine {
				return fmt.Errorf("%s line %d: longer than %d bytes", l.path, l.number+1, maxLine)
			}
			buffer = append(make([]byte, 0, min(max(2*cap(buffer), chunkBytes), maxLine)), buffer...)
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
	switch {
	case err == io.EOF && l.number == 0:
		return fmt.Errorf("%s is empty", l.path)
	case err == io.EOF:
		return io.EOF
	case err == gunzip.ErrHeader:
		return fmt.Errorf("%s is not a gzip file", l.path)
	case err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%s ends early, after line %d; the file is cut short, fetch it again", l.path, l.number)
	}
	return fmt.Errorf("%s is damaged after line %d, fetch it again: %w", l.path, l.number, err)
}

// cause is an error of the file system without the path, which the caller names.
func cause(err error) error {
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		return of.Err
	}
	return err
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

// chunk is a run of whole lines, read one at a time.
type chunk struct {
	path   string // for errors
	number int    // of the line read last, from 1
	line   []byte // without its end
	rest   []byte // the lines after it
	buffer []byte // that holds the lines, to be used again
}

// next goes to the next line; it returns false after the last.
func (c *chunk) next() bool {
	if len(c.rest) == 0 {
		return false
	}
	end := bytes.IndexByte(c.rest, '\n')
	if end < 0 {
		end = len(c.rest)
	}
	c.line, c.rest = c.rest[:end], c.rest[min(end+1, len(c.rest)):]
	if end > 0 && c.line[end-1] == '\r' {
		c.line = c.line[:end-1]
	}
	c.number++
	return true
}

// errorf is an error about the line read last.
func (c *chunk) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", c.path, c.number, fmt.Errorf(format, values...))
}

// pair reads the next line if it is two numbers without a sign, each of ten digits at most. It is next and ints in one, for
// files of many millions of such lines; ok is false, and nothing is read, where they have to do it.
func (c *chunk) pair() (a, b int, ok bool) {
	const most = 10
	text := c.rest
	i := 0
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		a = 10*a + int(text[i]-'0')
	}
	if i == 0 || i > most || i == len(text) || text[i] != ',' {
		return 0, 0, false
	}
	i++
	start := i
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		b = 10*b + int(text[i]-'0')
	}
	if i == start || i-start > most || i == len(text) || text[i] != '\n' {
		return 0, 0, false
	}
	c.rest = text[i+1:]
	c.number++
	return a, b, true
}

// ints reads the line's whole numbers into row.
func (c *chunk) ints(row []int) error {
	rest := c.line
	for i := range row {
		value, n := leadingInt(rest)
		end := fieldEnd(rest, n)
		if last := i == len(row)-1; last != (end == len(rest)) {
			return c.fieldsError(len(row))
		}
		if end != n || n == 0 {
			if len(c.line) == 0 {
				return c.errorf("empty")
			}
			return c.errorf("%q is not a whole number", clip(rest[:end]))
		}
		row[i] = value
		rest = rest[min(end+1, len(rest)):]
	}
	return nil
}

// floats reads the line's numbers into row. NaN stands for missing, and is refused unless it may be.
func (c *chunk) floats(row []float32, missing bool) error {
	rest := c.line
	for i := range row {
		value, n := leadingFloat(rest)
		end := fieldEnd(rest, n)
		if last := i == len(row)-1; last != (end == len(rest)) {
			return c.fieldsError(len(row))
		}
		if end != n || n == 0 {
			var err error
			if value, err = strconv.ParseFloat(string(rest[:end]), 64); err != nil {
				if len(c.line) == 0 {
					return c.errorf("empty")
				}
				return c.errorf("%q is not a number", clip(rest[:end]))
			}
		}
		row[i] = float32(value)
		if !isFinite(row[i]) && !(missing && isNaN(row[i])) {
			return c.errorf("%q is not a finite number", clip(rest[:end]))
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return nil
}

// fieldEnd is where the first field of text ends, of which n bytes are known to belong to it.
func fieldEnd(text []byte, n int) int {
	if n == len(text) || text[n] == ',' {
		return n
	}
	if end := bytes.IndexByte(text, ','); end >= 0 {
		return end
	}
	return len(text)
}

func (c *chunk) fieldsError(want int) error {
	if len(c.line) == 0 {
		return c.errorf("empty")
	}
	return c.errorf("%d fields, want %d", countFields(c.line), want)
}

func countFields(line []byte) int { return bytes.Count(line, []byte(",")) + 1 }

// clip shortens a field for an error.
func clip(field []byte) string {
	if len(field) > 40 {
		return string(field[:40]) + "…"
	}
	return string(field)
}

// leadingInt reads the whole number that text begins with, and says how many bytes it takes: 0 if there is none.
func leadingInt(text []byte) (value, length int) {
	i := 0
	if len(text) > 0 && text[0] == '-' {
		i = 1
	}
	start := i
	for i < len(text) && text[i]-'0' <= 9 {
		value = 10*value + int(text[i]-'0')
		i++
	}
	if i == start || i-start > 18 { // 18 digits always fit 64 bits
		return 0, 0
	}
	if start == 1 {
		value = -value
	}
	return value, i
}

// powers holds 10⁰ … 10²², the powers of ten that a float64 holds exactly.
var powers = [23]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
	1e18, 1e19, 1e20, 1e21, 1e22}

// leadingFloat reads the number that text begins with, if it is short enough to be read exactly, and says how many
// bytes it takes; 0 leaves it to strconv.
//
// With a whole number of digits below 2⁵³ and a power of ten up to 10²², both are exact, so the quotient or product is
// rounded once. The ogb package reads float64, too, and rounds it to float32 later.
func leadingFloat(text []byte) (value float64, length int) {
	i := 0
	if len(text) > 0 && text[0] == '-' {
		i = 1
	}
	negative := i == 1
	whole, digits, decimals := uint64(0), 0, 0
	for start := i; i < len(text) && text[i]-'0' <= 9; i++ {
		whole = 10*whole + uint64(text[i]-'0')
		digits = i + 1 - start
	}
	if i < len(text) && text[i] == '.' {
		i++
		start := i
		for i < len(text) && text[i]-'0' <= 9 {
			whole = 10*whole + uint64(text[i]-'0')
			i++
		}
		decimals = i - start
		digits += decimals
	}
	if digits == 0 || digits > 19 || whole >= 1<<53 { // 19 digits always fit 64 bits
		return 0, 0
	}
	power := -decimals
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		exponent, n := leadingInt(text[i+1:])
		if n == 0 { // also for e+05, which is rare
			return 0, 0
		}
		power += exponent
		i += 1 + n
	}
	switch value = float64(whole); {
	case power < -22 || power > 22:
		return 0, 0
	case power < 0:
		value /= powers[-power]
	default:
		value *= powers[power]
	}
	if negative {
		value = math.Copysign(value, -1)
	}
	return value, i
}

package ogb

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

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

// pair reads the next line if it is two numbers without a sign, each of ten digits at most. It is next and ints in one,
// for files of many millions of such lines; ok is false, and nothing is read, where they have to do it.
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
			return c.errorf("%q is not a whole number", files.Clip(rest[:end]))
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
				return c.errorf("%q is not a number", files.Clip(rest[:end]))
			}
		}
		row[i] = float32(value)
		if !arrays.IsFinite(row[i]) && !(missing && arrays.IsNaN(row[i])) {
			return c.errorf("%q is not a finite number", files.Clip(rest[:end]))
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

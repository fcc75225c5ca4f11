package csv

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"unicode/utf8"
)

// blanks separates columns by any number of blanks and tabs, as R's write.table does. A quote within quotes then stands
// behind a backslash, or is doubled.
const blanks = ' '

// maxRow is the most bytes of a row. The adjacency matrix of 100,000 nodes has rows of a few MiB.
const maxRow = 1 << 26

// errMore is the error of rows that are not whole, where their text is only the start of a file.
var errMore = errors.New("more text is needed")

// rows cuts a text into rows of fields. It is encoding/csv but for the separator blanks, and for the strings, which are
// parts of the blocks that are read, where encoding/csv makes one a row: that takes half of the time.
type rows struct {
	text      io.Reader // nil where rest is all
	separator byte
	line      int // where the row that was read last begins

	block  []byte
	least  int    // of its bytes; 0 for the usual number
	read   int    // bytes so far
	kept   int    // of them, those before garbage was collected
	rest   string // what is read and not cut
	ended  error  // why text gives no more
	ends   int    // the number of line ends before rest
	fields []string
}

// next is the next row that is not empty, valid until the call after, or io.EOF. Blanks around its fields are gone.
func (r *rows) next() ([]string, error) {
	for {
		length := r.cut()
		if length.err == errMore && r.ended == nil {
			if err := r.fill(); err != nil {
				return nil, err
			}
			continue
		}
		if length.err != nil {
			return nil, length.err
		}
		r.line = r.ends + 1
		r.rest, r.ends = r.rest[length.bytes:], r.ends+length.lines
		for _, field := range r.fields {
			if field != "" {
				return r.fields, nil
			}
		}
		// A row without any value is an empty line; Excel writes it with its separators.
	}
}

// fill reads more text.
func (r *rows) fill() error {
	least := cmp.Or(r.least, 1<<18)
	switch size := len(r.rest); {
	case size > maxRow:
		return rowError{r.ends + 1,
			fmt.Sprintf("a row of more than %d MiB; is there a quote that does not end?", maxRow>>20)}
	case len(r.block) < least || size > len(r.block): // a row of many blocks would be copied as often
		r.block = make([]byte, max(least, 2*size))
	}
	n, err := io.ReadFull(r.text, r.block)
	if r.ended = err; err == io.ErrUnexpectedEOF {
		r.ended = io.EOF
	}
	var rest strings.Builder
	rest.Grow(len(r.rest) + n)
	rest.WriteString(r.rest)
	rest.Write(r.block[:n])
	r.rest = rest.String()
	r.collect(n)
	return nil
}

// collect frees the blocks of text that are done with. By itself Go does that when memory has doubled: a large graph
// would be there twice.
func (r *rows) collect(n int) {
	const least = 1 << 23
	r.read += n
	atEnd := r.ended != nil && r.read > least // what comes after it needs the memory
	if atEnd || r.read-r.kept > max(least, r.read/8) {
		r.kept = r.read
		runtime.GC()
	}
}

// extent is how much of the text a row takes.
type extent struct {
	bytes, lines int
	err          error
}

// cut cuts the next row into fields. Where it is not whole, the error is errMore, or what ended the text.
func (r *rows) cut() extent {
	r.fields = r.fields[:0]
	end := strings.IndexByte(r.rest, '\n')
	length := extent{bytes: end + 1, lines: 1}
	if end < 0 {
		if r.ended != io.EOF {
			return extent{err: r.more()}
		}
		if r.rest == "" {
			return extent{err: io.EOF}
		}
		end = len(r.rest)
		length.bytes = end
	}
	line := r.rest[:end]
	if strings.IndexByte(line, '"') >= 0 {
		return r.quoted()
	}
	if r.separator == blanks {
		r.fields = append(r.fields, strings.Fields(line)...)
		return length
	}
	for {
		end := strings.IndexByte(line, r.separator)
		if end < 0 {
			r.fields = append(r.fields, trim(line))
			return length
		}
		r.fields = append(r.fields, trim(line[:end]))
		line = line[end+1:]
	}
}

// more is the error for a row that is not whole.
func (r *rows) more() error {
	if r.ended != nil {
		return r.ended
	}
	return errMore
}

// trim is strings.TrimSpace, which most fields don't need.
func trim(field string) string {
	if field == "" {
		return field
	}
	first, last := field[0], field[len(field)-1]
	if first > ' ' && first < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return field
	}
	return strings.TrimSpace(field)
}

// quoted is cut for a row with quotes, which may go on over several lines.
func (r *rows) quoted() extent {
	at := 0
	for {
		for at < len(r.rest) && r.isBlank(r.rest[at]) {
			at++
		}
		var field string
		if at < len(r.rest) && r.rest[at] == '"' {
			length, err := r.quote(at)
			if err != nil {
				return extent{err: err}
			}
			field = r.unquote(r.rest[at+1 : at+length-1])
			for at += length; at < len(r.rest) && r.isBlank(r.rest[at]); at++ {
			}
		} else {
			length := 0
			for at+length < len(r.rest) && r.rest[at+length] != '\n' && !r.separates(r.rest[at+length]) {
				length++
			}
			field = trim(r.rest[at : at+length])
			if strings.IndexByte(field, '"') >= 0 {
				return extent{err: rowError{r.ends + 1 + strings.Count(r.rest[:at], "\n"),
					`bare " in non-quoted field; put the field in quotes, and write " in it as ""`}}
			}
			at += length
		}
		switch {
		case at == len(r.rest) && r.ended != io.EOF:
			return extent{err: r.more()}
		case at == len(r.rest) || r.rest[at] == '\n':
			if r.fields = append(r.fields, field); at < len(r.rest) {
				at++
			}
			return extent{bytes: at, lines: strings.Count(r.rest[:at], "\n")}
		case r.separator != blanks && r.rest[at] != r.separator:
			return extent{err: rowError{r.ends + 1 + strings.Count(r.rest[:at], "\n"),
				`text after a quote that ends a field; write " within a field as ""`}}
		}
		r.fields = append(r.fields, field)
		if r.separator != blanks {
			at++
		} else if end := strings.TrimLeft(r.rest[at:], " \t"); end == "" || end[0] == '\n' { // blanks end the line
			at = len(r.rest) - len(end)
			switch {
			case end == "" && r.ended != io.EOF:
				return extent{err: r.more()}
			case end != "":
				at++
			}
			return extent{bytes: at, lines: strings.Count(r.rest[:at], "\n")}
		}
	}
}

func (r *rows) isBlank(c byte) bool { return c == ' ' || c == '\t' && r.separator != '\t' }

func (r *rows) separates(c byte) bool {
	return c == r.separator || r.separator == blanks && c == '\t'
}

// quote is the length of a field in quotes, with them.
func (r *rows) quote(start int) (length int, err error) {
	for at := start + 1; ; {
		next := strings.IndexByte(r.rest[at:], '"')
		switch {
		case next < 0 && r.ended == io.EOF:
			return 0, rowError{r.ends + 1 + strings.Count(r.rest[:start], "\n"), "a quote that does not end"}
		case next < 0, at+next+1 == len(r.rest) && r.ended != io.EOF: // another quote may follow
			return 0, r.more()
		}
		before := r.rest[start+1 : at+next]
		at += next + 1
		slashes := len(before) - len(strings.TrimRight(before, `\`))
		switch {
		case r.separator == blanks && slashes%2 == 1:
		case at < len(r.rest) && r.rest[at] == '"':
			at++
		default:
			return at - start, nil
		}
	}
}

// unquote is what a text within quotes stands for.
func (r *rows) unquote(text string) string {
	if r.separator == blanks {
		return trim(escapes.Replace(text))
	}
	return trim(strings.ReplaceAll(text, `""`, `"`))
}

// escapes are what stands for a quote, or for a backslash, within quotes in a table separated by blanks.
var escapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `""`, `"`)

// rowError is what is wrong with a row.
type rowError struct {
	line int
	what string
}

func (e rowError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.what) }

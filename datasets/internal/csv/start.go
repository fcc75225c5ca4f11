package csv

import (
	"io"
	"slices"
	"strings"
)

// start is the first part of a file.
type start struct {
	text         string
	whole        bool // that is all
	separator    byte // 0 before it is known
	bytes, lines int  // what stands before the first row
}

// separators may stand between columns, the likelier first where two are as frequent: a comma may also be in numbers.
const separators = "\t;|,"

// passOver passes over empty lines, lines of comments and Excel's line sep=; that says the separator.
func (s *start) passOver(headless bool) {
	for rest := s.text; ; {
		line, after, found := strings.Cut(rest, "\n")
		if !found {
			return
		}
		content := strings.TrimSpace(line)
		switch separator, said := separatorOf(line); {
		case said:
			s.separator = separator
		case content == "":
		case content[0] == '%' || strings.HasPrefix(content, "//"):
		case content[0] == '#' && !headless && !isHeader(content[1:], nextLine(after)):
		case content[0] == '#' && headless && !sameSeparators(content, nextLine(after)):
		default:
			return
		}
		s.bytes += len(rest) - len(after)
		s.lines++
		rest = after
	}
}

// separatorOf is what Excel's line says, such as sep=;
func separatorOf(line string) (separator byte, said bool) {
	line = strings.TrimLeft(strings.Trim(line, `"`), " ")
	if len(line) < len("sep=;") || !strings.EqualFold(line[:len("sep=")], "sep=") ||
		strings.Trim(line[len("sep="):], line[len("sep="):len("sep=")+1]+`"`) != "" {
		return 0, false
	}
	separator = line[len("sep=")]
	return separator, strings.IndexByte(separators, separator) >= 0
}

// nextLine is the first line of a text that is not empty.
func nextLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\n \t"), "\n")
	return strings.TrimSpace(line)
}

// isHeader says whether a line that starts with # names the columns of the one after it.
func isHeader(line, after string) bool {
	if strings.HasPrefix(after, "#") || !sameSeparators(line, after) {
		return false
	}
	// A sentence may have as many commas as the names below it.
	names := strings.FieldsFunc(after, func(r rune) bool { return strings.ContainsRune(separators, r) })
	for i := range names {
		names[i] = strings.Trim(names[i], `" `)
	}
	source, target := knownEnds(names)
	return source < 0 && target < 0 && known(names, idNames...) < 0
}

// sameSeparators says whether two lines have a separator, and one of them equally often.
func sameSeparators(line, after string) bool {
	return strings.ContainsFunc(separators, func(separator rune) bool {
		n := strings.Count(line, string(separator))
		return n > 0 && n == strings.Count(after, string(separator))
	})
}

// separate finds the separator: of those by which all of the first rows have as many fields as the header, the most
// frequent one in the header.
func (s *start) separate() {
	s.separator = ','
	most, even := 1, false
	for i := range len(separators) {
		rows := s.rows(separators[i])
		if len(rows) == 0 {
			continue
		}
		n, same := len(rows[0]), isEven(rows)
		if n > 1 && (same && !even || n > most && same == even) {
			s.separator, most, even = separators[i], n, same
		}
	}
	if most > 1 {
		return
	}
	rows := s.rows(blanks)
	if len(rows) < 2 || !isEven(rows) {
		return
	}
	// Names of one column may be of several words. R writes names of rows as words in quotes, or counts.
	if n := len(rows[0]); n > 1 && len(rows[1]) == n || len(rows[1]) == n+1 && areRowNames(rows[1:], s.text) {
		s.separator = blanks
	}
}

// isEven says whether all rows have as many fields as the first, or all below it one more.
func isEven(rows [][]string) bool {
	return !slices.ContainsFunc(rows, func(row []string) bool { return len(row) != len(rows[0]) }) ||
		oneMore(rows[1:], len(rows[0]))
}

// oneMore says whether all rows have a field more than there are names.
func oneMore(rows [][]string, names int) bool {
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(row []string) bool { return len(row) != names+1 })
}

func areRowNames(rows [][]string, text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), `"`) || countUp(rows, 0)
}

// sampleRows is how many rows are looked at for what a file is.
const sampleRows = 50

// rows are the first rows by a separator, as far as they are whole.
func (s *start) rows(separator byte) (list [][]string) {
	r := rows{rest: s.text[s.bytes:], separator: separator, ended: errMore}
	if s.whole {
		r.ended = io.EOF
	}
	for len(list) < sampleRows {
		row, err := r.next()
		if err != nil {
			break
		}
		list = append(list, slices.Clone(row))
	}
	return list
}

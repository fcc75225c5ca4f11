package edgelist

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kilolayer/kilolayer/datasets/internal/lines"
)

// Recognizes says whether a file begins as a list of edges: a first line of KONECT, or after comments and empty lines
// two ids, and after them nothing but numbers or a dict of Python, or the names of columns.
func Recognizes(path string, start []byte) bool {
	if bytes.IndexByte(start, 0) >= 0 {
		return false
	}
	first := true
	for len(start) > 0 {
		text, after, _ := bytes.Cut(start, []byte("\n"))
		start = after
		line := strings.TrimSpace(string(text))
		if first && isComment(line) && newKonect(line) != nil {
			return true
		}
		first = first && line == ""
		if line == "" || isComment(line) {
			continue
		}
		return utf8.ValidString(line) && !strings.ContainsAny(line[:1], "<{[*") && isEdge(line) && !isMatrix(line,
			after)
	}
	return false
}

// isMatrix says whether a line of numbers is rather the first row of a matrix: where its ids are not whole numbers, or
// as many lines as it has numbers are as long, and no more.
func isMatrix(line string, after []byte) bool {
	row := strings.Fields(line)
	if len(row) < 3 {
		return false
	}
	for i, field := range row {
		number, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return false
		}
		if i < 2 && number != math.Trunc(number) {
			return true
		}
	}
	rest := bytes.Split(bytes.TrimSpace(after), []byte("\n"))
	return len(rest)+1 == len(row) && !slices.ContainsFunc(rest, func(next []byte) bool {
		return len(bytes.Fields(next)) != len(row)
	})
}

func isEdge(line string) bool {
	ends, dict := cutDict(line)
	fields := lines.SeparatorOf(ends).Fields(nil, ends)
	if isHeader(fields) {
		return true
	}
	if len(fields) < 2 || dict != "" && len(fields) > 2 || fields[0] == "" || fields[1] == "" || fields[1] == "[" {
		return false
	}
	for _, value := range fields[2:] {
		if !isValue(value) {
			return false
		}
	}
	return true
}

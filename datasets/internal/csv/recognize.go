package csv

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Recognizes says whether a file is a table of edges, or an adjacency matrix, by how it starts: by the names of its
// columns, or by the end of its own name where there is a separator.
func Recognizes(path string, text []byte) bool {
	s := start{text: string(text)}
	s.passOver(false)
	if s.separator == 0 {
		s.separate()
	}
	rest := s.text[s.bytes:]
	if strings.HasPrefix(rest, "<") || strings.HasPrefix(rest, "{") ||
		strings.HasPrefix(rest, "*") {
		return false // comments of KONECT, XML, JSON, Pajek
	}
	rows := s.rows(s.separator)
	if len(rows) == 0 {
		return false
	}
	source, target := knownEnds(typeless(rows[0]))
	isKnown := source >= 0 && target >= 0
	if strings.HasPrefix(s.text, "%") {
		return isKnown // else it may be a list of KONECT
	}
	if IsCalled(path) {
		return len(rows[0]) > 1 || len(rows) > 1 && len(rows[1]) > 1
	}
	if s.separator == blanks { // so are lists of edges
		return isMatrix(rows)
	}
	return isKnown
}

// IsCalled says whether a file has the name of a table.
func IsCalled(path string) bool {
	switch files.Extension(path) {
	case ".csv", ".tsv", ".tab":
		return true
	}
	return false
}

// isMatrix says whether rows are a matrix of numbers, of three rows or more.
func isMatrix(rows [][]string) bool {
	return len(rows) > 2 && !slices.ContainsFunc(rows, func(row []string) bool {
		return len(row) != len(rows) || slices.ContainsFunc(row, func(field string) bool { return !isNumber(field) })
	})
}

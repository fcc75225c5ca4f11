package csv

import (
	"path/filepath"
	"strings"
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
	if strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "<") || strings.HasPrefix(rest, "{") ||
		strings.HasPrefix(rest, "*") {
		return false // comments of KONECT, XML, JSON, Pajek
	}
	rows := s.rows(s.separator)
	if len(rows) == 0 {
		return false
	}
	switch strings.ToLower(filepath.Ext(strings.TrimSuffix(path, ".gz"))) {
	case ".csv", ".tsv", ".tab":
		return len(rows[0]) > 1 || len(rows) > 1 && len(rows[1]) > 1
	}
	if s.separator == blanks { // so are lists of edges
		return false
	}
	source, target := knownEnds(typeless(rows[0]))
	return source >= 0 && target >= 0
}

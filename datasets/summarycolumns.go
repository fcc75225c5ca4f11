package datasets

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/units"
)

// columnRows are the rows of a summary for the columns of the source: which one, and what became of it. Where many
// columns beside each other became the same, they share a row.
func (s Summary) columnRows() (rows [][2]string) {
	const many = 6 // a run of columns that is longer than a table needs
	ofNodes, ofEdges := map[string]bool{}, map[string]bool{}
	for _, c := range s.Columns {
		if c.OfEdges {
			ofEdges[c.File] = true
		} else {
			ofNodes[c.File] = true
		}
	}
	where := func(c Column) string {
		switch {
		case !ofNodes[c.File] || !ofEdges[c.File]:
			return c.File
		case c.OfEdges:
			return "edges in " + c.File
		}
		return "nodes in " + c.File
	}
	for i := 0; i < len(s.Columns); {
		c, next := s.Columns[i], i+1
		for next < len(s.Columns) && sameFate(c, s.Columns[next]) {
			next++
		}
		if next-i >= many {
			rows = append(rows, [2]string{fmt.Sprintf("columns %q to %q of "+
				"%s", c.Name, s.Columns[next-1].Name, where(c)),
				fmt.Sprintf("%s; %s columns", fate(c), units.Count(next-i))})
			i = next
			continue
		}
		rows = append(rows, [2]string{fmt.Sprintf("column %q of %s", c.Name, where(c)), fate(c)})
		i++
	}
	return rows
}

// sameFate says whether two columns of a file became the same.
func sameFate(a, b Column) bool {
	a.Name = b.Name
	return a == b
}

// fate is what became of a column: its role, how many values it lacks, and its note.
func fate(c Column) string {
	parts := []string{string(c.Role)}
	const fills = "missing values are"
	switch {
	case c.Missing == 1 && strings.Contains(c.Note, fills):
		parts = append(parts, strings.Replace(c.Note, fills, "1 missing value is", 1))
	case c.Missing > 1 && strings.Contains(c.Note, fills):
		parts = append(parts, strings.Replace(c.Note, fills, units.Count(c.Missing)+" "+fills, 1))
	default:
		if c.Note != "" {
			parts = append(parts, c.Note)
		}
		if c.Missing > 0 && c.Role != ClassRole && c.Role != LeftOut { // their notes tell
			parts = append(parts, units.Count(c.Missing)+" missing")
		}
	}
	return strings.Join(parts, "; ")
}

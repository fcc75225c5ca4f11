package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// Parts is a column of a file with several numbers in each row, such as an array [N, F]. Each of them is a column of
// its own, named by the column and a number from 0: x0, x1 and so on of x.
type Parts struct {
	Name    string
	OfEdges bool
	Count   int    // 1 for a column that keeps its name
	Note    string // for the report
}

// Column is the name of a part.
func (p Parts) Column(part int) string {
	if p.Count == 1 {
		return p.Name
	}
	return p.Name + strconv.Itoa(part)
}

// Is says whether a role was given to the column by its own name.
func (p Parts) Is(given Given) bool {
	return strings.EqualFold(given.Column, p.Name) && !(p.OfEdges && given.Nodes) && !(!p.OfEdges && given.Edges)
}

// Spread gives the role of each column to all of its parts.
func (c *Choice) Spread(list []Parts) {
	var roles []Given
	for _, given := range c.Roles {
		whole := true // the name may still be that of another column
		for _, p := range list {
			if !p.Is(given) {
				continue
			}
			if p.Count == 1 {
				roles, whole = append(roles, given), false
				continue
			}
			whole = false
			for part := range p.Count {
				each := given
				each.Column, each.Nodes, each.Edges = p.Column(part), !p.OfEdges, p.OfEdges
				roles = append(roles, each)
			}
		}
		if whole {
			roles = append(roles, given)
		}
	}
	c.Roles = roles
}

// Together reports the parts of each column in one line, where one thing became of all of them.
func (r *Result) Together(list []Parts) {
	for _, p := range list {
		for i := range r.Columns {
			if r.Columns[i].Name != p.Column(0) || r.Columns[i].OfEdges != p.OfEdges || i+p.Count > len(r.Columns) {
				continue
			}
			whole, same := r.Columns[i], true
			for _, c := range r.Columns[i+1 : i+p.Count] {
				same = same && c.Role == whole.Role && c.Note == whole.Note
				whole.Missing += c.Missing
			}
			if p.Count > 1 && same {
				whole.Name = p.Name
				parts := fmt.Sprintf("%d columns: %s to %s", p.Count, p.Column(0), p.Column(p.Count-1))
				if whole.Note != "" {
					parts = join(parts, whole.Note)
				}
				whole.Note = parts
				r.Columns = append(r.Columns[:i+1], r.Columns[i+p.Count:]...)
			}
			if same {
				if p.Note != "" {
					whole.Note = join(whole.Note, p.Note)
				}
				r.Columns[i] = whole
			}
			break
		}
	}
}

package schema

import (
	"fmt"
	"path/filepath"
	"slices"
)

// Done returns what was read, or the first error: it names the file, the line, the column, the value and what to do.
func (r *Reading) Done() (*Result, error) {
	if err := r.Nodes.end(); err != nil {
		return nil, err
	}
	if err := r.Edges.end(); err != nil {
		return nil, err
	}
	if err := r.order(); err != nil {
		return nil, err
	}
	if err := r.signs.check(); err != nil {
		return nil, err
	}
	if err := r.checkChoice(); err != nil {
		return nil, err
	}
	for _, t := range []*Table{r.Nodes, r.Edges} {
		for _, c := range t.columns {
			if err := c.finish(); err != nil {
				return nil, err
			}
		}
	}
	result := &Result{IDs: r.ids.names, Ends: r.ends, both: r.both, Directions: r.both != nil,
		Undirected: r.both != nil && !slices.Contains(r.both, false)}
	if err := result.labels(r.Nodes); err != nil {
		return nil, err
	}
	if err := result.leaveOutCopies(r.Nodes); err != nil {
		return nil, err
	}
	if err := result.nodes(r.Nodes); err != nil {
		return nil, err
	}
	if err := result.edges(r.Edges); err != nil {
		return nil, err
	}
	for _, t := range []*Table{r.Nodes, r.Edges} {
		for _, c := range t.columns {
			result.Columns = append(result.Columns, Column{File: filepath.Base(t.File), Name: c.name,
				OfEdges: t.ofEdges,
				Role:    c.role, Note: c.note, Missing: len(c.missing)})
		}
	}
	if err := result.leaveOut(r.Nodes, r.Edges); err != nil {
		return nil, err
	}
	if result.Left != [2]int{} {
		result.Columns = append(result.Columns, Column{File: filepath.Base(r.Nodes.File), Name: "all", Role: LeftOut,
			Note: fmt.Sprintf("%s and %s, as they lack a value", count(result.Left[0], "node", "nodes"),
				count(result.Left[1], "edge", "edges"))})
	}
	result.bothDirections()
	return result, nil
}

// order numbers the nodes as the result has them, and gives those that only edges mention a row without values.
func (r *Reading) order() error {
	if len(r.ids.order) == 0 {
		if order := r.ids.ascending(); order != nil {
			r.ids.reorder(order, r.ends)
		}
	} else if only := r.ids.undeclared(); len(only) > 0 {
		if !r.Implicit {
			line := r.ids.mentions[only[0]]
			where := r.Edges.File
			if line > 0 {
				where = fmt.Sprintf("%s line %d", where, line)
			}
			in := ""
			if r.Nodes.File != r.Edges.File {
				in = " in " + r.Nodes.File
			}
			return fmt.Errorf("%s: there is no node %q%s%s; add it there, or correct the edge", where,
				clip(r.ids.names[only[0]]), in, r.ids.likeIt(r.ids.names[only[0]]))
		}
		r.ids.order = append(r.ids.order, only...)
	}
	if len(r.ids.order) > 0 {
		r.ids.reorder(r.ids.order, r.ends)
	}
	for r.Nodes.rows < len(r.ids.names) && len(r.Nodes.columns) > 0 {
		if err := r.Nodes.begin(0); err != nil {
			return err
		}
		if err := r.Nodes.end(); err != nil {
			return err
		}
	}
	return nil
}

// checkChoice refuses the name of a column that no table has.
func (r *Reading) checkChoice() error {
	for _, g := range r.choice.Roles {
		var without *Table
		for _, t := range []*Table{r.Nodes, r.Edges} {
			if t.ofEdges && g.Nodes || !t.ofEdges && g.Edges {
				continue
			}
			if c := t.find(g.Column); c != nil {
				if c.taken && g.Role != c.role {
					return fmt.Errorf("%s: %s %q can't become a %s by %s: it is taken as %s already", t.File, t.noun,
						clip(c.name), g.Role, g.Option, c.role)
				}
				without = nil
				break
			}
			if without == nil {
				without = t
			}
		}
		if without != nil {
			of := "nodes"
			if without.ofEdges {
				of = "edges"
			}
			return fmt.Errorf("%s has no %s %q of %s for %s; it has %s", without.File, without.noun, clip(g.Column), of,
				g.Option, without.list())
		}
	}
	return nil
}

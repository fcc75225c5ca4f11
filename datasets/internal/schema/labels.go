package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// labels takes what is to be predicted from the columns of nodes.
func (r *Result) labels(t *Table) error {
	var class *column
	of := map[Role][]*column{}
	for _, c := range t.columns {
		of[c.role] = append(of[c.role], c)
	}
	kinds := 0
	for _, role := range []Role{ClassRole, TaskRole, ValueRole} {
		if len(of[role]) > 0 {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return fmt.Errorf("%s: classes, tasks and values to predict at once; name columns of one kind", t.File)
	case len(of[ClassRole]) > 1:
		return fmt.Errorf("%s: two columns of classes, %q and %q; name one, or yes/no columns by WithTasksFrom", t.File,
			of[ClassRole][0].name, of[ClassRole][1].name)
	case len(of[ClassRole]) == 1:
		class = of[ClassRole][0]
	}
	if class != nil {
		return r.classes(class)
	}
	if list := of[TaskRole]; len(list) > 0 {
		for _, c := range list {
			for row, v := range c.floats {
				if !arrays.IsTaskLabel(v) {
					return t.errorf(c.name, 0, "node %q has %v; a yes/no task has 0 or 1, true or false, yes or no; "+
						"read "+
						"numbers by WithValuesFrom, names by WithClassFrom", clip(r.IDs[row]), v)
				}
			}
		}
		r.Tasks, r.OutputNames = beside(list)
	}
	if list := of[ValueRole]; len(list) > 0 {
		r.Values, r.OutputNames = beside(list)
	}
	return nil
}

// classes numbers the classes of a column. −1 is unlabelled where all others are numbers too.
func (r *Result) classes(c *column) error {
	var notes []string
	if written := c.words.dropMinusOne(); written != "" {
		notes = append(notes, fmt.Sprintf("%s is unlabelled", written))
	}
	c.words.sort()
	unlabelled := 0
	for _, class := range c.words.rows {
		if class < 0 {
			unlabelled++
		}
	}
	switch {
	case len(c.words.names) == 0:
		return c.table.errorf(c.name, 0, "no node has a class; leave %s out for a graph without labels", c.optionName())
	case len(c.words.names) > arrays.MaxClass:
		return c.table.errorf(c.name, 0, "%d classes; at most %d can be told "+
			"apart", len(c.words.names), arrays.MaxClass)
	case manyNumbers(c.words.names, c.rows-unlabelled):
		return c.table.errorf(c.name, 0, "%d different numbers for %d nodes are no classes; predict numbers by "+
			"WithValuesFrom(%q)", len(c.words.names), c.rows-unlabelled, clip(c.name))
	}
	notes = append(notes, count(len(c.words.names), "class", "classes"))
	if unlabelled > 0 {
		notes = append(notes, count(unlabelled, "node without a label", "nodes without a label"))
	}
	c.note = strings.Join(notes, "; ")
	r.Classes, r.ClassNames = c.words.rows, c.words.names
	return nil
}

func (c *column) optionName() string {
	if c.given != nil {
		return c.given.Option
	}
	return "the class"
}

// manyNumbers says whether the names of classes are numbers with decimals, most of which only one node has.
func manyNumbers(names []string, labelled int) bool {
	const most = 20 // below that many classes even numbers with decimals may be grades
	if len(names) <= most || 2*len(names) <= labelled {
		return false
	}
	numbers, are := numbersOf(names)
	return are && slices.ContainsFunc(numbers, func(x float64) bool { return x != float64(int64(x)) })
}

// beside puts columns of numbers beside each other.
func beside(list []*column) (arrays.Matrix, []string) {
	m := arrays.NewMatrix(list[0].rows, len(list))
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.name
		for row, v := range c.floats {
			m.Data[row*m.Cols+i] = v
		}
		c.floats = nil // the largest part of what a file holds is not kept twice
	}
	return m, names
}

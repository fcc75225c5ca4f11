package schema

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// nodes takes what the columns of nodes say but for labels.
func (r *Result) nodes(t *Table) error {
	list, err := t.inputs()
	if err != nil {
		return err
	}
	r.Filled = fill(list, t.choice.Missing)
	r.NodeFeatures, r.NodeColumns = matrix(list, len(r.IDs))
	if c, err := t.one(NameRole); err != nil {
		return err
	} else if c != nil {
		r.Names = make([]string, len(r.IDs))
		for row, name := range c.words.rows {
			r.Names[row] = r.IDs[row]
			if name >= 0 {
				r.Names[row] = c.words.names[name]
			}
		}
	}
	if c, err := t.one(SpeciesRole); err != nil {
		return err
	} else if c != nil {
		if len(c.missing) > 0 {
			return c.lacking()
		}
		r.Species = c.speciesNumbers()
	}
	if err := r.times(t); err != nil {
		return err
	}
	return r.splits(t)
}

// times takes the years and the times of nodes; a graph may have both.
func (r *Result) times(t *Table) error {
	years := t.find("year")
	if years != nil && (years.role != TimeRole || years.dates != nil) {
		years = nil
	}
	times, err := t.one(TimeRole, years)
	if err != nil {
		return err
	}
	for _, c := range []*column{years, times} {
		if c != nil && len(c.missing) > 0 && t.choice.Missing != LeaveOut {
			return c.lacking()
		}
	}
	if times != nil {
		r.Times = times.integers
	}
	if years == nil {
		return nil
	}
	r.Years = make([]int32, years.rows)
	for row, year := range years.integers {
		if r.Years[row] = int32(year); int64(r.Years[row]) != year {
			return t.errorf(years.name, 0, "%d is no year", year)
		}
	}
	return nil
}

// speciesNumbers is the words themselves where all are whole numbers, else their places in ascending order.
func (c *column) speciesNumbers() []int32 {
	c.words.sort()
	numbers, are := numbersOf(c.words.names)
	for _, number := range numbers {
		are = are && number == float64(int32(number))
	}
	for row, place := range c.words.rows {
		if are {
			c.words.rows[row] = int32(numbers[place])
		}
	}
	return c.words.rows
}

// splitWords are the words for the splits, in the order of arrays.SplitNames.
var splitWords = [3][]string{{"train", "training"}, {"valid", "val", "validation", "dev"}, {"test", "testing"}}

// splits puts the nodes into their splits, by a column of words or by masks.
func (r *Result) splits(t *Table) error {
	marks := make(arrays.Marks, 0)
	for _, c := range t.columns {
		if c.role != SplitRole || c.keeps != allWords {
			continue
		}
		if len(marks) == 0 {
			marks = make(arrays.Marks, len(r.IDs))
		}
		mask := maskOf(c.name)
		for row, place := range c.words.rows {
			if place < 0 {
				continue
			}
			split, err := c.splitOf(c.words.names[place], mask)
			if err != nil {
				return t.errorf(c.name, 0, "node %q: %w", clip(r.IDs[row]), err)
			}
			if split < 0 {
				continue
			}
			if err := marks.Put(int32(row), split); err != nil {
				return t.errorf(c.name, 0, "%w", err)
			}
			r.Split[split] = append(r.Split[split], int32(row))
		}
	}
	return nil
}

// splitOf is the split that a word of a column stands for, or −1 for none. A mask has the number of its split.
func (c *column) splitOf(word string, mask int) (int, error) {
	if mask >= 0 {
		switch value, _, ok := parseNumber(word, '.'); {
		case !ok || value != 0 && value != 1:
			return -1, fmt.Errorf("%q in a mask, which has true and false; correct it, or leave the %s out by "+
				"WithoutColumns(%q)", clip(word), c.table.noun, clip(c.name))
		case value == 1:
			return mask, nil
		}
		return -1, nil
	}
	for split, words := range splitWords {
		if among(word, words...) {
			return split, nil
		}
	}
	return -1, fmt.Errorf("%q is no split; want train, valid (or val), test or nothing, or leave the %s out by "+
		"WithoutColumns(%q)", clip(strings.TrimSpace(word)), c.table.noun, clip(c.name))
}

// edges takes what the columns of edges say.
func (r *Result) edges(t *Table) error {
	for _, c := range t.columns {
		switch c.role {
		case ClassRole, TaskRole, ValueRole, SplitRole, NameRole, SpeciesRole:
			if c.keeps != nothing {
				return t.errorf(c.name, 0, "it is a %s of edges, which have none", c.role)
			}
		}
	}
	weight, err := t.one(WeightRole)
	if err != nil {
		return err
	}
	if weight != nil {
		if len(weight.missing) > 0 && t.choice.Missing != LeaveOut {
			return weight.lacking()
		}
		r.Weights = weight.floats
	}
	time, err := t.one(TimeRole)
	if err != nil {
		return err
	}
	if time != nil {
		if len(time.missing) > 0 && t.choice.Missing != LeaveOut {
			return time.lacking()
		}
		r.EdgeTimes = time.integers
	}
	list, err := t.inputs()
	if err != nil {
		return err
	}
	fill(list, t.choice.Missing)
	r.EdgeFeatures, r.EdgeColumns = matrix(list, len(r.Ends))
	return nil
}

// bothDirections puts the reverse of each undirected edge after it.
func (r *Result) bothDirections() {
	if r.both == nil {
		return
	}
	var from []int
	for e, undirected := range r.both {
		from = append(from, e)
		if undirected {
			from = append(from, e)
		}
	}
	ends := r.Ends
	r.pickEdges(from)
	for i, e := range from {
		if i > 0 && from[i-1] == e {
			r.Ends[i] = [2]int32{ends[e][1], ends[e][0]}
		}
	}
}

// pickEdges makes edge from[i] now edge i.
func (r *Result) pickEdges(from []int) {
	r.Ends = pick(r.Ends, from)
	r.Weights, r.EdgeTimes = pick(r.Weights, from), pick(r.EdgeTimes, from)
	r.both = pick(r.both, from)
	r.EdgeFeatures = pickRows(r.EdgeFeatures, from)
}

func pick[T any](values []T, from []int) []T {
	if values == nil {
		return nil
	}
	picked := make([]T, len(from))
	for i, e := range from {
		picked[i] = values[e]
	}
	return picked
}

func pickRows(m arrays.Matrix, from []int) arrays.Matrix {
	if m.Cols == 0 {
		return m
	}
	picked := arrays.NewMatrix(len(from), m.Cols)
	for i, row := range from {
		copy(picked.Row(i), m.Row(row))
	}
	return picked
}

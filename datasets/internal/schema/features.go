package schema

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// input is a column of features to be: its values, and the rows without one.
type input struct {
	feature Feature
	values  []float32
	missing []int32 // rows whose value is a fill
}

// inputs makes features of the columns that are features or categories.
func (t *Table) inputs() ([]input, error) {
	var list []input
	for _, c := range t.columns {
		if c.role != FeatureRole && c.role != CategoryRole {
			continue
		}
		if len(c.missing) > 0 && t.choice.Missing == Refuse {
			return nil, c.lacking()
		}
		if c.role == CategoryRole {
			made, err := c.oneHot()
			if err != nil {
				return nil, err
			}
			list = append(list, made...)
		} else {
			list = append(list, input{feature: Feature{Name: c.name}, values: c.floats, missing: c.missing})
			c.floats = nil
		}
		if len(c.missing) == 0 {
			continue
		}
		switch t.choice.Missing {
		case Zero:
			c.note = join(c.note, "missing values are 0")
		case Mean:
			c.note = join(c.note, "missing values are the mean")
		case Indicate:
			c.note = join(c.note, "missing values are 0, and a feature says so")
			values := make([]float32, c.rows)
			for _, row := range c.missing {
				values[row] = 1
			}
			list = append(list, input{feature: Feature{Name: c.name, IsMissing: true}, values: values})
		}
	}
	return list, nil
}

func join(notes, note string) string {
	if notes == "" {
		return note
	}
	return notes + "; " + note
}

// lacking is the error of a column with a row that lacks its value.
func (c *column) lacking() error {
	of := "nodes"
	if c.table.ofEdges {
		of = "edges"
	}
	return c.firstMissing.errorf("%q stands for no value, which is missing for %d of %d %s; say what to do by "+
		"WithMissing, or leave the %s out by WithoutColumns(%q)", clip(c.firstMissing.text), len(c.missing), c.rows, of,
		c.table.noun, clip(c.name))
}

// oneHot makes a feature of each word of a column.
func (c *column) oneHot() ([]input, error) {
	const most = 1000 // features of one column
	c.words.sort()
	if n := len(c.words.names); n > most {
		return nil, c.table.errorf(c.name, 0, "%d different categories; at most %d become features: leave the %s "+
			"out", n,
			most, c.table.noun)
	}
	list := make([]input, len(c.words.names))
	for i, name := range c.words.names {
		list[i] = input{feature: Feature{Name: c.name, Category: name}, values: make([]float32, c.rows),
			missing: c.missing}
	}
	for row, category := range c.words.rows {
		if category >= 0 {
			list[category].values[row] = 1
		}
	}
	for i := range list {
		for _, row := range c.missing {
			list[i].values[row] = float32(math.NaN())
		}
	}
	c.note = join(c.note, count(len(list), "category", "categories"))
	c.words = words{}
	return list, nil
}

// fill gives a value to the cells that have none, and says which. Those of a mean are to be fitted anew by training
// nodes.
func fill(list []input, policy Missing) (cells [][2]int32) {
	for i, in := range list {
		if len(in.missing) == 0 || policy == LeaveOut {
			continue
		}
		value := float32(0)
		if policy == Mean {
			value = meanOf(in.values)
			for _, row := range in.missing {
				cells = append(cells, [2]int32{row, int32(i)})
			}
		}
		list[i].feature.Fill = &value
		for _, row := range in.missing {
			in.values[row] = value
		}
	}
	slices.SortFunc(cells, func(a, b [2]int32) int {
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		return int(a[1]) - int(b[1])
	})
	return cells
}

func meanOf(values []float32) float32 {
	sum, count := 0.0, 0
	for _, v := range values {
		if !arrays.IsNaN(v) {
			sum, count = sum+float64(v), count+1
		}
	}
	return float32(sum / float64(max(1, count)))
}

// matrix puts features beside each other.
func matrix(list []input, rows int) (arrays.Matrix, []Feature) {
	m := arrays.NewMatrix(rows, len(list))
	var names []Feature
	for i, in := range list {
		names = append(names, in.feature)
		for row, v := range in.values {
			m.Data[row*m.Cols+i] = v
		}
		list[i].values = nil // the largest part of what a file holds is not kept twice
	}
	return m, names
}

// one is the column of a role, of which there may be one. What the user gave the role goes before what the format or
// the name did, and of those the first counts; the others are left out.
func (t *Table) one(role Role, but ...*column) (*column, error) {
	var list []*column
	for _, c := range t.columns {
		if c.role == role && c.keeps != nothing && !slices.Contains(but, c) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(list, func(a, b *column) int { return cmp.Compare(a.rank(), b.rank()) })
	if len(list) > 1 && list[1].given != nil {
		return nil, fmt.Errorf("%s: two columns are a %s, %q and %q; leave one out by WithoutColumns", t.File, role,
			clip(list[0].name), clip(list[1].name))
	}
	for _, c := range list[1:] {
		c.role, c.keeps, c.note = LeftOut, nothing, fmt.Sprintf("%q is the %s", clip(list[0].name), role)
	}
	return list[0], nil
}

// rank is 0 for a column that the user gave its role, 1 for another that has values, and 2 for one without any.
func (c *column) rank() int {
	switch {
	case c.given != nil:
		return 0
	case len(c.missing) < c.rows:
		return 1
	}
	return 2
}

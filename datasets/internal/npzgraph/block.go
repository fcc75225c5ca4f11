package npzgraph

import (
	"fmt"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// block is an array as columns of nodes or of edges.
type block struct {
	schema.Parts
	stated schema.Stated
	values *npz.Any // nil where the array is not read; the note says why
	ids    bool     // the values are the nodes' ids

	text func(row, col int) string
}

// newBlock makes columns of all values of an array.
func newBlock(name string, ofEdges bool, values *npz.Any) *block {
	b := &block{Parts: schema.Parts{Name: name, OfEdges: ofEdges, Count: values.Cols()}, values: values}
	b.text = func(row, col int) string { return values.Text(row*b.Count + col) }
	if values.Kind.IsText() {
		b.stated.Kind = schema.Text
	} else {
		b.stated.Kind = schema.Number
	}
	return b
}

// firstOnly takes only the first column.
func (b *block) firstOnly(why string) {
	if all := b.Count; all > 1 {
		values := b.values
		b.Count, b.Note = 1, why
		b.text = func(row, _ int) string { return values.Text(row * all) }
	}
}

// oneHot makes one column of classes of rows with a 1 among zeros.
func (b *block) oneHot() error {
	classes := make([]int, b.values.Rows())
	for row := range classes {
		ones := 0
		for col := range b.Count {
			switch value := b.values.Float(row*b.Count + col); value {
			case 0:
			case 1:
				classes[row] = col
				ones++
			default:
				return fmt.Errorf("has %v in row %d; a class is one 1 among zeros, or a number in an array [N]", value,
					row)
			}
		}
		if ones > 1 {
			return fmt.Errorf("has %d ones in row %d; a class is one 1 among zeros, and several are tasks", ones, row)
		}
		if ones == 0 {
			classes[row] = -1
		}
	}
	b.Count, b.Note = 1, "one class a row, as a 1 among zeros"
	b.text = func(row, _ int) string { return strconv.Itoa(classes[row]) }
	return nil
}

// members makes a column that says "train" of the nodes that an array of node numbers lists.
func (b *block) members(split string, nodes int) error {
	in := make([]bool, nodes)
	for i := range b.values.Len() {
		node, ok := b.values.Int(i)
		if !ok || node < 0 || node >= nodes {
			return fmt.Errorf("has %s at entry %d; nodes go from 0 to %d", b.values.Text(i), i, nodes-1)
		}
		in[node] = true
	}
	b.Count, b.Note, b.stated = 1, "node numbers", schema.Stated{Role: schema.SplitRole}
	b.text = func(row, _ int) string {
		if in[row] {
			return split
		}
		return ""
	}
	return nil
}

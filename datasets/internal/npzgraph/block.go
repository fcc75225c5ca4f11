package npzgraph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// block is an array as columns of nodes or of edges.
type block struct {
	name    string
	ofEdges bool
	stated  schema.Stated
	values  *npz.Any // nil where the array is not read
	cols    int      // how many columns are made of it
	why     string   // the note of an array that is not read, or not all of it
	ids     bool     // the values are the nodes' ids

	text func(row, col int) string
}

// column is the name of one of the columns.
func (b *block) column(col int) string {
	if b.cols == 1 {
		return b.name
	}
	return b.name + strconv.Itoa(col)
}

// newBlock makes columns of all values of an array.
func newBlock(name string, ofEdges bool, values *npz.Any) *block {
	b := &block{name: name, ofEdges: ofEdges, values: values, cols: values.Cols()}
	b.text = func(row, col int) string { return values.Text(row*b.cols + col) }
	if values.Kind.IsText() {
		b.stated.Kind = schema.Text
	} else {
		b.stated.Kind = schema.Number
	}
	return b
}

// firstOnly takes only the first column.
func (b *block) firstOnly(why string) {
	if all := b.cols; all > 1 {
		values := b.values
		b.cols, b.why = 1, why
		b.text = func(row, _ int) string { return values.Text(row * all) }
	}
}

// oneHot makes one column of classes of rows with a 1 among zeros.
func (b *block) oneHot() error {
	classes := make([]int, b.values.Rows())
	for row := range classes {
		ones := 0
		for col := range b.cols {
			switch value := b.values.Float(row*b.cols + col); value {
			case 0:
			case 1:
				classes[row] = col
				ones++
			default:
				return fmt.Errorf("has %v in row %d; a class is one 1 among zeros, or a number in an array [N]", value, row)
			}
		}
		if ones > 1 {
			return fmt.Errorf("has %d ones in row %d; a class is one 1 among zeros, and several are tasks", ones, row)
		}
		if ones == 0 {
			classes[row] = -1
		}
	}
	b.cols, b.why = 1, "one class a row, as a 1 among zeros"
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
	b.cols, b.why, b.stated = 1, "node numbers", schema.Stated{Role: schema.SplitRole}
	b.text = func(row, _ int) string {
		if in[row] {
			return split
		}
		return ""
	}
	return nil
}

// is says whether a role was given to the block's array.
func (b *block) is(given schema.Given) bool {
	return strings.EqualFold(given.Column, b.name) && !(b.ofEdges && given.Nodes) && !(!b.ofEdges && given.Edges)
}

// together reports the columns of one array in one line, where one thing became of all of them.
func together(columns []schema.Column, blocks []*block) []schema.Column {
	for _, b := range blocks {
		for i := range columns {
			if columns[i].Name != b.column(0) || columns[i].OfEdges != b.ofEdges || i+b.cols > len(columns) {
				continue
			}
			whole, same := columns[i], true
			for _, c := range columns[i+1 : i+b.cols] {
				same = same && c.Role == whole.Role && c.Note == whole.Note
				whole.Missing += c.Missing
			}
			if b.cols > 1 && same {
				whole.Name = b.name
				whole.Note = join(fmt.Sprintf("%d columns: %s to %s", b.cols, b.column(0), b.column(b.cols-1)), whole.Note)
				columns = append(columns[:i+1], columns[i+b.cols:]...)
			}
			if b.values != nil {
				whole.Note = join(whole.Note, b.why)
			}
			if same {
				columns[i] = whole
			}
			break
		}
	}
	return columns
}

func join(notes, note string) string {
	if notes == "" || note == "" {
		return notes + note
	}
	return notes + "; " + note
}

package table

import (
	"fmt"
	"testing"
)

func ExampleTable() {
	fmt.Print(Table{
		Title:   "Memory",
		Columns: []string{"part", "bytes"},
		Rows:    [][]string{{"activations", "41,503,232"}, {"données", "3"}},
		Note:    "one training step",
	})
	// Output:
	// Memory
	// part              bytes
	// activations  41,503,232
	// données               3
	// one training step
}

func TestString(t *testing.T) {
	for _, c := range []struct {
		name  string
		table Table
		want  string
	}{
		{"empty", Table{}, "\n"},
		{"short row", Table{Columns: []string{"a", "b"}, Rows: [][]string{{"1"}}}, "a  b\n1\n"},
		{"long row", Table{Columns: []string{"a"}, Rows: [][]string{{"1", "2"}}}, "a\n1\n"},
	} {
		if got := c.table.String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

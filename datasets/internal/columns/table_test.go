package columns

import (
	"fmt"
	"slices"
	"testing"
)

func ExampleTable() {
	t := &Table{File: "nodes.csv", Noun: "column", Columns: []string{"id", "class", "weight", "year"}}
	if err := t.OfNodes(Choice{}, []string{"class"}, 0); err != nil {
		fmt.Println(err)
		return
	}
	ids := NewIDs()
	rows := [][]string{{"ada", "math", "1.5", "1999"}, {"bob", "", "2", "2001"}, {"cy", "art", "true", "2000"}}
	for i, row := range rows {
		ids.Add(row[0])
		if err := t.Add(row, i+2); err != nil {
			fmt.Println(err)
			return
		}
	}
	nodes, err := t.Nodes(ids.Names)
	fmt.Println(nodes.IDs, nodes.Classes, nodes.ClassNames, nodes.Features.Data, nodes.Years, err)
	fmt.Println(t.Add([]string{"dan", "math", "1", "soon"}, 5))
	// Output:
	// [ada bob cy] [1 -1 0] [art math] [1.5 2 1] [1999 2001 2000] <nil>
	// nodes.csv line 5: column "year": "soon" is not a year; give each node a whole number, or the column another name
}

func TestIDsAscending(t *testing.T) {
	for _, c := range []struct {
		name      string
		ids, want []string
		edge      [2]int32 // from the first to the last
	}{
		{"words", []string{"b", "a"}, []string{"b", "a"}, [2]int32{0, 1}},
		{"whole numbers", []string{"10", "-1", "9"}, []string{"-1", "9", "10"}, [2]int32{2, 1}},
		{"a number with a zero in front is a word", []string{"2", "07"}, []string{"2", "07"}, [2]int32{0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ids := NewIDs()
			for _, id := range c.ids {
				ids.Add(id)
			}
			edges := [][2]int32{{0, int32(len(c.ids) - 1)}}
			ids.Ascending(edges)
			if !slices.Equal(ids.Names, c.want) {
				t.Errorf("ids %q, want %q", ids.Names, c.want)
			}
			if edges[0] != c.edge {
				t.Errorf("the edge is %v, want %v", edges[0], c.edge)
			}
		})
	}
}

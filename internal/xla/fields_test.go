package xla

import (
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
)

func TestFields(t *testing.T) {
	var pair struct{ first, second *graph.Node }
	fields := Fields{&pair.first, &pair.second}
	one, two := new(graph.Node), new(graph.Node)
	fields.Fill([]*graph.Node{one, two})
	if pair.first != one || pair.second != two {
		t.Error("the nodes are not in the fields, in order")
	}
	if list := fields.List(); len(list) != 2 || list[0] != one || list[1] != two {
		t.Errorf("the list is %v", list)
	}
	defer func() {
		if got, want := fmt.Sprint(recover()), "xla: 1 nodes for 2 fields; give one node per field"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}()
	fields.Fill([]*graph.Node{one})
}

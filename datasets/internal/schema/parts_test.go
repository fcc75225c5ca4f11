package schema

import (
	"reflect"
	"testing"
)

func TestSpread(t *testing.T) {
	list := []Parts{{Name: "x", Count: 2}, {Name: "x", OfEdges: true, Count: 1}, {Name: "w", OfEdges: true, Count: 2}}
	for _, c := range []struct {
		name  string
		given Given
		want  []Given
	}{
		{"another column", Given{Column: "y"}, []Given{{Column: "y"}}},
		{"of nodes and of edges", Given{Column: "x"},
			[]Given{{Column: "x0", Nodes: true}, {Column: "x1", Nodes: true}, {Column: "x"}}},
		{"of nodes", Given{Column: "X", Nodes: true}, []Given{{Column: "x0", Nodes: true}, {Column: "x1",
			Nodes: true}}},
		{"of edges", Given{Column: "w"}, []Given{{Column: "w0", Edges: true}, {Column: "w1", Edges: true}}},
		{"a part", Given{Column: "x1"}, []Given{{Column: "x1"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			choice := Choice{Roles: []Given{c.given}}
			if choice.Spread(list); !reflect.DeepEqual(choice.Roles, c.want) {
				t.Errorf("%+v, want %+v", choice.Roles, c.want)
			}
		})
	}
}

func TestTogether(t *testing.T) {
	r := &Result{Columns: []Column{{Name: "id", Role: IDRole}, {Name: "x0", Role: FeatureRole, Missing: 1},
		{Name: "x1", Role: FeatureRole, Missing: 2}, {Name: "y0", Role: TaskRole}, {Name: "y1", Role: LeftOut},
		{Name: "z"}}}
	r.Together([]Parts{{Name: "x", Count: 2}, {Name: "y", Count: 2}, {Name: "z", Count: 1, Note: "a note"}})
	want := []Column{{Name: "id", Role: IDRole}, {Name: "x", Role: FeatureRole, Note: "2 columns: x0 to x1",
		Missing: 3},
		{Name: "y0", Role: TaskRole}, {Name: "y1", Role: LeftOut}, {Name: "z", Note: "a note"}}
	if !reflect.DeepEqual(r.Columns, want) {
		t.Errorf("%+v", r.Columns)
	}
}

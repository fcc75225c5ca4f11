package attributes

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/described"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func TestColumns(t *testing.T) {
	number := func(c *Columns) { c.Set("age", "1", schema.Stated{}) }
	list := func(c *Columns) { c.Lose("age", "[1,2]", "lists") }
	for _, c := range []struct {
		name   string
		values []func(*Columns)
		passes int
		want   string
	}{
		{"values alone", []func(*Columns){number, number}, 1, "0 age=1\n1 age=1\nnode age: feature"},
		{"a list first", []func(*Columns){list, number}, 1, "0\n1\nnode age: left out (lists)"},
		{"a list after a value", []func(*Columns){number, list}, 2, "0\n1\nnode age: left out (lists)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var nodes Columns
			passes := 0
			var r *schema.Reading
			for again := true; again; again = nodes.Learned() {
				passes++
				r = schema.New("people.json", "attribute", schema.Choice{})
				nodes.Begin(r.Nodes)
				for i, set := range c.values {
					if err := r.Node(string(rune('0'+i)), 0); err != nil {
						t.Fatal(err)
					}
					set(&nodes)
				}
			}
			result, err := r.Done()
			described.Check(t, result, err, c.want, "")
			if passes != c.passes {
				t.Errorf("read %d times, want %d", passes, c.passes)
			}
		})
	}
}

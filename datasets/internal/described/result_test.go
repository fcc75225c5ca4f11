package described

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func TestResult(t *testing.T) {
	r := schema.New("friends.gml", "attribute", schema.Choice{
		Roles: []schema.Given{{Column: "team", Role: schema.ClassRole, Option: "WithClassFrom"}}})
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(r.Node("a", 1))
	for name, text := range map[string]string{"name": "Ada", "age": "31", "time": "7", "team": "red"} {
		r.Nodes.Set(r.Nodes.Column(name, schema.Stated{}), text)
	}
	must(r.Edge("a", "a", schema.Directed, 2))
	r.Edges.Set(r.Edges.Column("weight", schema.Stated{}), "0.5")
	r.Edges.Set(r.Edges.Column("km", schema.Stated{}), "3")
	r.Edges.Set(r.Edges.Column("time", schema.Stated{}), "8")
	result, err := r.Done()
	must(err)
	result.Columns = result.Columns[4:]
	Check(t, result, nil, `
a "Ada" age=31 at 7 class 0
a>a weighs 0.5 km=3 at 8
edge weight: weight
edge km: feature
edge time: time`, "")
}

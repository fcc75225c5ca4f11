package described

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Result has a line for each node, with its name, features, time and class; for each edge; and for each column.
func Result(r *schema.Result) string {
	var b strings.Builder
	features := func(m arrays.Matrix, columns []schema.Feature, row int) {
		for i, value := range m.Row(row) {
			fmt.Fprintf(&b, " %s=%v", columns[i], value)
		}
	}
	for node, id := range r.IDs {
		b.WriteString(id)
		if r.Names != nil {
			fmt.Fprintf(&b, " %q", r.Names[node])
		}
		features(r.NodeFeatures, r.NodeColumns, node)
		if r.Times != nil {
			fmt.Fprintf(&b, " at %d", r.Times[node])
		}
		if r.Classes != nil {
			fmt.Fprintf(&b, " class %d", r.Classes[node])
		}
		b.WriteByte('\n')
	}
	for e, ends := range r.Ends {
		fmt.Fprintf(&b, "%s>%s", r.IDs[ends[0]], r.IDs[ends[1]])
		if r.Weights != nil {
			fmt.Fprintf(&b, " weighs %v", r.Weights[e])
		}
		features(r.EdgeFeatures, r.EdgeColumns, e)
		if r.EdgeTimes != nil {
			fmt.Fprintf(&b, " at %d", r.EdgeTimes[e])
		}
		b.WriteByte('\n')
	}
	for _, c := range r.Columns {
		of := "node"
		if c.OfEdges {
			of = "edge"
		}
		fmt.Fprintf(&b, "%s %s: %s", of, c.Name, c.Role)
		if c.Note != "" {
			fmt.Fprintf(&b, " (%s)", c.Note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

package net

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestLabelInputs reads the labels of a part back: each is an input, counts for the loss, or neither.
func TestLabelInputs(t *testing.T) {
	for name, g := range nettest.LabelGraphs(t) {
		t.Run(name, func(t *testing.T) {
			o := options.NewNetwork(options.Reversible)
			o.Channels, o.LabelInput, o.LabelReuse = 4, true, 1
			m := built(t, o, conv.GCN(), g)
			d := m.data
			partition, err := d.Graph.Partition(3, 5)
			if err != nil {
				t.Fatal(err)
			}
			part := partition.Part(1)
			drawn := map[string]bool{}
			for step := range 6 {
				inputs, labels := d.Training(part, 3, step)
				given := inputLabels(t, m, inputs)
				counts := tensors.MustCopyFlatData[bool](labels[1])
				columns := len(counts) / len(part.Nodes)
				train, givenNodes := 0, 0
				for i, node := range part.Nodes {
					trains := node >= 0 && slices.Contains(g.Train, node) && labelled(part, i)
					if trains {
						train++
					}
					isGiven := !given.open[i] && node >= 0
					if isGiven {
						givenNodes++
					}
					if isGiven && !trains {
						t.Errorf("step %d: the label of node %d is given; it is no labelled training node", step, node)
					}
					if node < 0 && given.open[i] {
						t.Errorf("step %d: padding is filled in", step)
					}
					for k, value := range given.columns[i] {
						if want := truth(g, node, k); value != 0 && !isGiven || isGiven && value != want {
							t.Errorf("step %d, node %d, column %d: %g, given %v, the label is %g", step, node, k, value,
								isGiven, want)
						}
					}
					for k := range columns {
						if want := trains && !isGiven && (columns == 1 ||
							!math.IsNaN(float64(g.Tasks.Row(int(node))[k]))); counts[i*columns+k] != want {
							t.Errorf("step %d, node %d, label %d counts: %v, want %v", step, node, k,
								counts[i*columns+k], want)
						}
					}
				}
				if givenNodes != train/2 || train < 4 {
					t.Errorf("step %d: the labels of %d of %d training nodes are given, want half", step, givenNodes,
						train)
				}
				drawn[fmt.Sprint(given.open)] = true
				again, _ := d.Training(part, 3, step)
				if other := inputLabels(t, m, again); fmt.Sprint(other) != fmt.Sprint(given) {
					t.Errorf("step %d: a second draw differs", step)
				}
			}
			if len(drawn) < 3 {
				t.Errorf("%d different draws in 6 steps", len(drawn))
			}
			given := inputLabels(t, m, d.Inputs(part))
			for i, node := range part.Nodes {
				if want := node >= 0 && !(slices.Contains(g.Train, node) && labelled(part, i)); given.open[i] != want {
					t.Errorf("evaluation: node %d is to be filled in: %v, want %v", node, given.open[i], want)
				}
				for k, value := range given.columns[i] {
					if want := truth(g, node, k); value != 0 && given.open[i] || node >= 0 && !given.open[i] &&
						value != want {
						t.Errorf("evaluation: node %d, column %d: %g, the label is %g", node, k, value, want)
					}
				}
			}
		})
	}
}

// labelsRead are label inputs as the network reads them.
type labelsRead struct {
	columns [][]float64
	open    []bool
}

func inputLabels(t *testing.T, n *network, in []*tensors.Tensor) (r labelsRead) {
	t.Helper()
	var all []any
	for _, tensor := range in {
		all = append(all, tensor)
	}
	exec, err := graph.NewExec(nettest.Started(t, xla.Go), func(in []*graph.Node) *graph.Node {
		// The pure-Go backend returns no input as it is.
		return graph.MulScalar(NewPass(n.spec, n.store, in).in.labels, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	columns := golden.FromTensor(exec.MustCall(all...)[0])
	for row := range slices.Chunk(columns.Values, columns.Shape[1]) {
		r.columns = append(r.columns, row)
	}
	r.open = tensors.MustCopyFlatData[bool](in[4])
	return r
}

// truth is what a label column holds for a labelled node.
func truth(g *datasets.Graph, node int32, column int) float64 {
	switch {
	case node < 0:
		return 0
	case g.Tasks.Cols > 0:
		if value := float64(g.Tasks.Row(int(node))[column]); value == value {
			return value
		}
		return 0
	case int(g.Classes[node]) == column:
		return 1
	}
	return 0
}

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/kilolayer/kilolayer/datasets"
)

// parts says where a step's time goes, by steps of the same network on two other graphs: on the same nodes with one
// edge, where what is missing are the edges' messages, and on a few nodes, where what is left are the loops over the
// layers and the calls of the program.
func parts(ctx context.Context, w work, g *datasets.Graph, folder string, whole float64) (string, error) {
	const few = 16
	nodes, err := alone(ctx, w, nodesOf(g, g.NumNodes), folder)
	if err != nil {
		return "", err
	}
	loops, err := alone(ctx, w, nodesOf(g, few), folder)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Of Kilolayer's step the messages of the edges take %s, the nodes' norms, linear maps and the "+
		"ends %s, and what a step takes on %d nodes, which is the loops' own cost, %s.", seconds(max(0, whole-nodes)),
		seconds(max(0, nodes-loops)), few, seconds(loops)), nil
}

// alone is the median time of some steps of ours on a graph.
func alone(ctx context.Context, w work, g *datasets.Graph, folder string) (float64, error) {
	defer os.RemoveAll(folder)
	if err := handOver(g, folder); err != nil {
		return 0, err
	}
	p, err := startOurs(ctx, w, w.mode, w.settings, folder)
	if err != nil {
		return 0, err
	}
	defer p.stop()
	var t times
	const steps = 4 // the first one is not counted
	for i := range steps {
		a, err := p.step(ctx)
		if err != nil {
			return 0, err
		}
		t.add(a, i > 0)
	}
	return median(t.seconds), nil
}

// nodesOf is a graph of the first nodes of another and of one edge, from the first to itself.
func nodesOf(g *datasets.Graph, nodes int) *datasets.Graph {
	rows := func(m datasets.Matrix, n int) datasets.Matrix {
		return datasets.Matrix{Data: m.Data[:n*m.Cols], Cols: m.Cols}
	}
	cut := &datasets.Graph{Name: g.Name, NumNodes: nodes, Source: []int32{0}, Target: []int32{0},
		NodeFeatures: rows(g.NodeFeatures, nodes), EdgeFeatures: rows(g.EdgeFeatures, 1),
		NumClasses: g.NumClasses, Tasks: rows(g.Tasks, nodes)}
	if g.Classes != nil {
		cut.Classes = g.Classes[:nodes]
	}
	for _, node := range g.Train {
		if int(node) < nodes {
			cut.Train = append(cut.Train, node)
		}
	}
	if cut.Train == nil {
		cut.Train = []int32{0}
	}
	return cut
}

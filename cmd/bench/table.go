package main

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// operators are those of conv.
var operators = []named[conv.Operator]{
	{"gen-max", conv.GEN()},
	{"gen-softmax", conv.GEN().WithAggregation(conv.Softmax)},
	{"gcn", conv.GCN()},
	{"sage", conv.SAGE()},
	{"gat", conv.GAT().WithHeads(4)},
	{"gatv2", conv.GATv2().WithHeads(4)},
	{"gin", conv.GIN()},
}

// families are those of revgnn with their default options: 64 channels, 7 layers or at most 100 evaluations, 2 groups
// where it is reversible.
var families = []named[func(conv.Operator, *datasets.Graph) builder]{
	{"residual", func(o conv.Operator, g *datasets.Graph) builder { return revgnn.Residual(o).For(g) }},
	{"reversible", func(o conv.Operator, g *datasets.Graph) builder { return revgnn.Reversible(o).For(g) }},
	{"wt-residual", func(o conv.Operator, g *datasets.Graph) builder {
		return revgnn.Residual(o).WithTiedWeights().For(g)
	}},
	{"wt-reversible", func(o conv.Operator, g *datasets.Graph) builder {
		return revgnn.Reversible(o).WithTiedWeights().For(g)
	}},
	{"equilibrium", func(o conv.Operator, g *datasets.Graph) builder { return revgnn.Equilibrium(o).For(g) }},
}

// table measures each family with each operator, and prints a table in Markdown.
func (f *figures) table() error {
	g, err := proteins()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, o := range operators {
		more, err := f.tableRows(g, o)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	columns := []string{"family", "operator", "step", "compile", "activations", "solver", "parameters", "evaluations"}
	fmt.Print("\n" + markdown(columns, rows))
	return nil
}

// tableRows measures each family with one operator.
func (f *figures) tableRows(g *datasets.Graph, o named[conv.Operator]) ([][]string, error) {
	var networks []builder
	for _, family := range families {
		networks = append(networks, family.value(o.value, g))
	}
	programs, err := compile(1, g, networks...)
	if err != nil {
		return nil, err
	}
	defer closeAll(programs)
	times, err := steps(3, once(programs))
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for i, family := range families {
		p, memory := programs[i], programs[i].Memory()
		forward, backward, err := p.Solves()
		if err != nil {
			return nil, err
		}
		prefix := fmt.Sprintf("table/%s/%s", family.name, o.name)
		f.add(prefix+"/step_s", times[i], "s")
		f.add(prefix+"/compile_s", p.compileSeconds, "s")
		f.add(prefix+"/temp_bytes", float64(memory.Activations), "B")
		f.add(prefix+"/parameters", float64(memory.Parameters), "parameters")
		solver, evaluations := "", ""
		if forward != nil {
			solver, evaluations = units.Bytes(memory.SolverBytes), outcome(forward)+" / "+outcome(backward)
		}
		rows = append(rows, []string{family.name, o.name, fmt.Sprintf("%.3f s", times[i]),
			fmt.Sprintf("%.1f s", p.compileSeconds), units.Bytes(memory.Activations), solver,
			fmt.Sprint(memory.Parameters),
			evaluations})
	}
	return rows, nil
}

// outcome is the number of evaluations, and the status where a solve failed.
func outcome(s *run.Solve) string {
	if s.Failed() {
		return fmt.Sprintf("%d %s", s.Evaluations, s.Status)
	}
	return fmt.Sprint(s.Evaluations)
}

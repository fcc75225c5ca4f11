package net

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// The results of PyTorch Geometric 2.8.1's GroupAddRev in float64.
const goldenTolerance = 1e-9

func TestGolden(t *testing.T) {
	golden.Each(t, "testdata/golden", newGoldenStack, func(t *testing.T, s goldenStack) {
		// Unrolled layers take XLA long to compile, and the pure-Go backend no time.
		t.Run("invert on XLA", func(t *testing.T) { s.check(t, nettest.Started(t, xla.Default), options.Invert) })
		t.Run("invert in Go", func(t *testing.T) { s.check(t, nettest.Started(t, xla.Go), options.Invert) })
		t.Run("store in Go", func(t *testing.T) { s.check(t, nettest.Started(t, xla.Go), options.Store) })
	})
}

// goldenStack is a stack of LayerNorm, ReLU, GCN on a graph, and what another implementation got from it.
type goldenStack struct {
	network           *network // of mode Invert
	source, target    []int32
	x, cotangent, out nettest.Array
	parameters        map[string]nettest.Array // by our names, [L, G, …] each
	gradients         map[string]nettest.Array // of those and of x
}

// newGoldenStack reads a case. Whatever it says or holds and the stack can't is an error.
func newGoldenStack(c *golden.Case) (goldenStack, error) {
	if c.Op() != "grouprev" {
		return goldenStack{}, fmt.Errorf("%w: op %q is another package's", golden.ErrNotBuilt, c.Op())
	}
	var depth, groups float64
	config := maps.Clone(c.Config)
	for name, into := range map[string]*float64{"depth": &depth, "groups": &groups, "nodes": new(float64)} {
		value, ok := config[name].(float64)
		if !ok || value < 1 || value != float64(int(value)) {
			return goldenStack{}, fmt.Errorf("%s is %v", name, config[name])
		}
		*into = value
	}
	if block := config["block"]; block != "layernorm, relu, gcn" {
		return goldenStack{}, fmt.Errorf("%w: block %v", golden.ErrNotBuilt, block)
	}
	for _, known := range []string{"op", "name", "nodes", "edges", "depth", "groups", "block", "seed", "torch",
		"torch_geometric"} {
		delete(config, known)
	}
	if len(config) > 0 {
		return goldenStack{}, fmt.Errorf("%w: options %v", golden.ErrNotBuilt, config)
	}
	s := goldenStack{x: c.Floats["in.x"], cotangent: c.Floats["cotangent"], out: c.Floats["out"],
		parameters: map[string]nettest.Array{}, gradients: map[string]nettest.Array{"x": c.Floats["grad.x"]}}
	for name, a := range map[string]nettest.Array{"in.x": s.x, "cotangent": s.cotangent, "out": s.out,
		"grad.x": s.gradients["x"]} {
		if len(a.Shape) != 2 || !slices.Equal(a.Shape, s.x.Shape) {
			return goldenStack{}, fmt.Errorf("%s has shape %v, in.x %v", name, a.Shape, s.x.Shape)
		}
	}
	if err := s.build(c, int(depth), int(groups)); err != nil {
		return goldenStack{}, err
	}
	return s, s.read(c, int(depth), int(groups))
}

// build makes the graph and the model.
func (s *goldenStack) build(c *golden.Case, depth, groups int) error {
	index := c.Ints["edge_index"]
	if len(index.Shape) != 2 || index.Shape[0] != 2 {
		return fmt.Errorf("edge_index has shape %v, want [2, E]", index.Shape)
	}
	edges := make([][2]int32, index.Shape[1])
	for e := range edges {
		edges[e] = [2]int32{int32(index.Values[e]), int32(index.Values[len(edges)+e])}
	}
	nodes := s.x.Shape[0]
	features := make([][]float32, nodes) // the stack reads none; a graph must have some
	for i := range features {
		features[i] = []float32{0}
	}
	g, err := datasets.New(nodes, edges).WithNodeFeatures(features).WithClasses(make([]int32, nodes)).Done()
	if err != nil {
		return err
	}
	s.source, s.target = g.Source, g.Target
	o := options.NewNetwork(options.Reversible)
	o.Depth, o.Channels, o.Groups, o.Float64 = depth, s.x.Shape[1], groups, true
	spec, err := New(o, Operators{Layers: conv.GCN()}, g)
	if err != nil {
		return err
	}
	s.network = &network{spec: spec, store: spec.Draw()}
	return nil
}

// read stacks the parameters and their gradients.
func (s *goldenStack) read(c *golden.Case, depth, groups int) error {
	names := map[string]string{"norm.weight": "stack.norm.weight", "norm.bias": "stack.norm.bias",
		"conv.lin.weight": "stack.linear.weight", "conv.bias": "stack.linear.bias"}
	shapes := map[string][]int{}
	for _, v := range s.network.spec.variables {
		if v.Part == Stack {
			shapes[v.Name] = v.Shape
		}
	}
	filled := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(c.Floats)) {
		value := c.Floats[name]
		kind, path, _ := strings.Cut(name, ".")
		if kind != "param" && kind != "pgrad" {
			if !slices.Contains([]string{"in.x", "cotangent", "out", "grad.x"}, name) {
				return fmt.Errorf("%w: array %s", golden.ErrNotBuilt, name)
			}
			continue
		}
		at := strings.SplitN(path, ".", 4) // layer, "convs", group, name
		if len(at) != 4 || at[1] != "convs" || names[at[3]] == "" {
			return fmt.Errorf("%w: array %s", golden.ErrNotBuilt, name)
		}
		layer, err := strconv.Atoi(at[0])
		group, err2 := strconv.Atoi(at[2])
		if err != nil || err2 != nil || layer < 0 || layer >= depth || group < 0 || group >= groups {
			return fmt.Errorf("array %s is of no layer or group", name)
		}
		if len(value.Shape) == 2 { // a Linear's weight is [out, in] there
			value = golden.Transpose(value)
		}
		ours := names[at[3]]
		shape := shapes[ours]
		if !slices.Equal(value.Shape, shape[2:]) {
			return fmt.Errorf("array %s has shape %v, want %v", name, value.Shape, shape[2:])
		}
		into := s.parameters
		if kind == "pgrad" {
			into = s.gradients
		}
		if _, ok := into[ours]; !ok {
			into[ours] = nettest.Array{Shape: shape, Values: make([]float64, depth*groups*len(value.Values))}
		}
		copy(into[ours].Values[(layer*groups+group)*len(value.Values):], value.Values)
		filled[kind+" "+ours]++
	}
	for name := range shapes {
		for _, kind := range []string{"param", "pgrad"} {
			if n := filled[kind+" "+name]; n != depth*groups {
				return fmt.Errorf("%d arrays %s of %s, want %d", n, kind, name, depth*groups)
			}
		}
	}
	return nil
}

// check holds the stack's output and gradients against the case's.
func (s goldenStack) check(t *testing.T, backend compute.Backend, mode options.Backward) {
	spec := s.network.spec.With(func(o *options.Network) { o.Backward = mode })
	n := &network{spec: spec, store: spec.Draw()}
	var names []string
	for _, v := range spec.variables {
		if v.Part == Stack {
			n.set(t, v.Name, s.parameters[v.Name])
			names = append(names, v.Name)
		}
	}
	exec, err := model.NewExec(backend, n.store, func(_ *model.Scope, in []*graph.Node) []*graph.Node {
		x := in[0]
		g := x.Graph()
		// The stack alone, without encoders: it reads no features of the nodes.
		p := NewPass(spec, n.store, []*graph.Node{graph.Const(g, s.source), graph.Const(g, s.target), x})
		edges := p.edges(spec.block.convolution)
		shared := sharedValues{edges: edges, prepared: spec.operators.Layers.Prepare(edges, x)}
		out := graph.Concatenate(p.stack(GroupsOf(x, spec.options.Groups), shared), -1)
		wanted := []*graph.Node{x}
		for _, name := range names {
			wanted = append(wanted, p.parameter(name))
		}
		return append([]*graph.Node{out}, graph.Gradient(graph.ReduceAllSum(graph.Mul(out, in[1])), wanted...)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	results, err := exec.Exec(golden.ToTensor(s.x, spec.DType()), golden.ToTensor(s.cotangent, spec.DType()))
	if err != nil {
		t.Fatal(err)
	}
	entrywise(t, "out", golden.FromTensor(results[0]), s.out, goldenTolerance)
	for i, name := range append([]string{"x"}, names...) {
		entrywise(t, "the gradient of "+name, golden.FromTensor(results[1+i]), s.gradients[name], goldenTolerance)
	}
}

// entrywise compares each entry, relative to max(1, |want|). NaN is never equal.
func entrywise(t *testing.T, name string, got, want nettest.Array, bound float64) {
	t.Helper()
	if !slices.Equal(got.Shape, want.Shape) {
		t.Errorf("%s has shape %v, want %v", name, got.Shape, want.Shape)
		return
	}
	for i, w := range want.Values {
		if d := got.Values[i] - w; !(max(d, -d) <= bound*max(1, w, -w)) {
			t.Errorf("%s[%d] is %.17g, want %.17g within %g", name, i, got.Values[i], w, bound)
			return
		}
	}
}

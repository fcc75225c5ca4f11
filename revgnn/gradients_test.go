package revgnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// network is a small model whose parameters are not those it starts with.
func network(t *testing.T, g *datasets.Graph, operator conv.Operator, depth, groups int,
	options ...func(*ReversibleBuilder)) *Model {
	t.Helper()
	b := Reversible(operator).WithDepth(depth).WithChannels(12).WithGroups(groups).WithFloat64().For(g)
	for _, option := range options {
		option(b)
	}
	m := built(t, b)
	perturb(t, m, 0.1)
	return m
}

func withDropout(b *ReversibleBuilder) { b.WithDropout(0.3) }
func withStore(b *ReversibleBuilder)   { b.WithBackward(Store) }
func withFloat32(b *ReversibleBuilder) { b.options.Float64 = false }

// In float64, TestBackwardModes holds all modes of all families against each other.
func TestInvertEqualsStoreInFloat32(t *testing.T) {
	backend := started(t, xla.Go)
	g := proteins(t)
	for _, o := range operators {
		for _, depth := range []int{1, 16} {
			t.Run(fmt.Sprintf("%s,depth=%d,groups=%d", o.Operator, depth, o.Groups), func(t *testing.T) {
				t.Parallel()
				in := func(options ...func(*ReversibleBuilder)) result {
					m := network(t, g, o.Operator, depth, o.Groups, append(options, withFloat32, withDropout)...)
					return trainingStep(t, backend, m, g, whole(t, g), 7).run(t, 3)
				}
				same(t, in(), in(withStore), tolerances[dtypes.Float32].gradient)
			})
		}
	}
}

// On XLA the layers are a loop. Plain autodiff of unrolled layers takes XLA long to compile, so it is run on XLA where
// a mask must be the same, as the backends draw different ones, and else on the pure-Go backend.
func TestLoopEqualsStore(t *testing.T) {
	t.Parallel()
	softmax := conv.GEN().WithAggregation(conv.Softmax).WithLearnedTemperature()
	for _, c := range []struct {
		name          string
		operator      conv.Operator
		depth, groups int
		graph         func(*testing.T) *datasets.Graph
		reference     func() (compute.Backend, error)
		options       []func(*ReversibleBuilder)
	}{
		{"1 layer, dropout", conv.GEN(), 1, 2, proteins, xla.Default, []func(*ReversibleBuilder){withDropout}},
		{"4 layers", softmax, 4, 4, classes, xla.Go, nil},
		{"16 layers", conv.GEN(), 16, 2, proteins, xla.Go, nil},
		{"16 layers of GCN", conv.GCN(), 16, 3, classes, xla.Go, nil},
		{"16 layers, float32", conv.GEN(), 16, 2, proteins, xla.Go, []func(*ReversibleBuilder){withFloat32}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := c.graph(t)
			invert := network(t, g, c.operator, c.depth, c.groups, c.options...)
			store := network(t, g, c.operator, c.depth, c.groups, append(c.options, withStore)...)
			want := trainingStep(t, started(t, c.reference), store, g, whole(t, g), 7).run(t, 3)
			p := trainingStep(t, started(t, xla.Default), invert, g, whole(t, g), 7)
			// The second run finds the gradients of the first in its buffers.
			for range 2 {
				same(t, p.run(t, 3), want, tolerances[invert.spec.DType()].gradient)
			}
			for _, v := range invert.spec.Variables() {
				if v.Part != net.Stack {
					continue
				}
				buffer := golden.FromTensor(p.store.GetVariable(net.GradientScope + "/" + v.Name).MustValue())
				near(t, "the gradient kept of "+v.Name, buffer, want.gradients[v.Name],
					tolerances[invert.spec.DType()].gradient)
			}
		})
	}
}

// Along a random direction of each parameter and each input, the loss changes as its gradient says.
func TestFiniteDifferences(t *testing.T) {
	t.Parallel()
	const (
		// Rounding of the loss is 1e-16 or a little more, so a difference over 2e-6 is exact to about 1e-10. About one
		// in a hundred values is within 1e-6 of a kink in the whole network, and moves with a tensor by a fraction of
		// that.
		change = 1e-6
		bound  = 1e-6 // of the gradient's norm
	)
	g := proteins(t)
	onXLA := map[string]bool{"GEN(max)": true, "GEN(softmax, t=0.7 learned)": true, "GCN": true}
	for _, o := range operators {
		check := func(t *testing.T, start func() (compute.Backend, error)) {
			m := network(t, g, o.Operator, 4, o.Groups, withDropout)
			p := trainingStep(t, started(t, start), m, g, whole(t, g), 7)
			gradients := p.run(t, 3).gradients
			rng := rand.New(rand.NewPCG(2, 3))
			for _, name := range p.names {
				value, gradient := p.value(name), gradients[name]
				direction := make([]float64, len(value.Values))
				for i := range direction {
					direction[i] = rng.NormFloat64()
				}
				length := norm(direction)
				var slope float64
				for i := range direction {
					direction[i] /= length
					slope += direction[i] * gradient.Values[i]
				}
				loss := func(by float64) float64 {
					moved := array{Shape: value.Shape}
					for i, v := range value.Values {
						moved.Values = append(moved.Values, v+by*direction[i])
					}
					p.set(t, name, moved)
					return p.run(t, 3).loss
				}
				difference := (loss(change) - loss(-change)) / (2 * change)
				p.set(t, name, value)
				if d := math.Abs(difference - slope); !(d <= bound*norm(gradient.Values)) ||
					norm(gradient.Values) == 0 {
					t.Errorf("%s: the loss changes by %.12g along a direction, its gradient of norm %g says %.12g",
						name, difference, norm(gradient.Values), slope)
				}
			}
		}
		name := o.Operator.String()
		t.Run("go,"+name, func(t *testing.T) { check(t, xla.Go) })
		if onXLA[name] { // slow to compile
			t.Run("xla,"+name, func(t *testing.T) { check(t, xla.Default) })
		}
	}
}

func norm(values []float64) float64 {
	var square float64
	for _, v := range values {
		square += v * v
	}
	return math.Sqrt(square)
}

// The loss is a mean over the labels of training nodes that are there.
func TestLoss(t *testing.T) {
	backend := started(t, xla.Go)
	for _, c := range []struct {
		name  string
		graph *datasets.Graph
	}{{"tasks", proteins(t)}, {"classes", classes(t)}} {
		t.Run(c.name, func(t *testing.T) {
			g := c.graph
			r := trainingStep(t, backend, network(t, g, conv.GEN(), 2, 2), g, whole(t, g), 0).run(t, 0)
			outputs := r.logits.Shape[1]
			var total, count float64
			for _, node := range g.Train {
				logits := r.logits.Values[int(node)*outputs : (int(node)+1)*outputs]
				if g.Tasks.Cols == 0 {
					var all float64
					for _, logit := range logits {
						all += math.Exp(logit)
					}
					total, count = total+math.Log(all)-logits[g.Classes[node]], count+1
					continue
				}
				for i, label := range g.Tasks.Row(int(node)) {
					if label != label { // NaN: unlabelled
						continue
					}
					total, count = total+math.Log1p(math.Exp(logits[i]))-float64(label)*logits[i], count+1
				}
			}
			near(t, "the loss", scalar(r.loss), scalar(total/count), 1e-9)
		})
	}
}

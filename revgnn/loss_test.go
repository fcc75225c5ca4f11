package revgnn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// entropies are the cross-entropies of nodes.
func entropies(g *datasets.Graph, logits array, nodes []int32) (list []float64) {
	for _, node := range nodes {
		row := logits.Values[int(node)*logits.Shape[1]:][:logits.Shape[1]]
		list = append(list, -math.Log(softmaxAt(row, 1)[g.Classes[node]]))
	}
	return list
}

func softmaxAt(row []float64, temperature float64) []float64 {
	var all float64
	list := make([]float64, len(row))
	for i, v := range row {
		list[i] = math.Exp(v / temperature)
		all += list[i]
	}
	for i := range list {
		list[i] /= all
	}
	return list
}

// taught is a step with a teacher of random logits.
func taught(m *Model, g *datasets.Graph, alpha, temperature float64) *distillation {
	rng := rand.New(rand.NewPCG(1, 2))
	logits := datasets.Matrix{Data: make([]float32, g.NumNodes*m.spec.Widths().Outputs), Cols: m.spec.Widths().Outputs}
	for i := range logits.Data {
		logits.Data[i] = float32(2 * rng.NormFloat64())
	}
	return &distillation{alpha: alpha, temperature: temperature, logits: logits}
}

// TestLosses holds losses against numbers reckoned from the logits.
func TestLosses(t *testing.T) {
	backend := started(t, xla.Go)
	g := classes(t)
	m := network(t, g, conv.GCN(), 2, 2)
	const alpha, temperature = 0.95, 0.7 // RevGAT's
	for name, c := range map[string]struct {
		loss    Loss
		teacher *distillation
	}{
		"cross-entropy":                         {CrossEntropy(), nil},
		"log cross-entropy":                     {LogCrossEntropy(), nil},
		"distillation":                          {CrossEntropy(), taught(m, g, alpha, temperature)},
		"distillation with a log cross-entropy": {LogCrossEntropy(), taught(m, g, alpha, temperature)},
		"a teacher alone":                       {CrossEntropy(), taught(m, g, 1, 2)},
	} {
		t.Run(name, func(t *testing.T) {
			s := stepOf(t, m, func(o *options.Training) { o.Loss = c.loss.Option() })
			s.distillation = c.teacher
			r := newProgram(t, backend, m, g, whole(t, g), s, true).run(t, 0)
			var want float64
			for _, entropy := range entropies(g, r.logits, g.Train) {
				if c.loss.String() == options.LogCrossEntropy {
					epsilon := 1 - math.Log(2)
					entropy = math.Log(epsilon+entropy) - math.Log(epsilon)
				}
				want += entropy / float64(len(g.Train))
			}
			if d := s.distillation; d != nil {
				var divergence float64
				for node := range g.NumNodes {
					var teacher []float64
					for _, v := range d.logits.Row(node) {
						teacher = append(teacher, float64(v))
					}
					p, q := softmaxAt(teacher, d.temperature),
						softmaxAt(r.logits.Values[node*len(teacher):][:len(teacher)], d.temperature)
					for i := range p {
						divergence += p[i] * math.Log(p[i]/q[i]) / float64(g.NumNodes*len(p))
					}
				}
				want = (1-d.alpha)*want + d.alpha*d.temperature*d.temperature*divergence
			}
			near(t, "the loss", scalar(r.loss), scalar(want), 1e-9)
		})
	}
}

// TestOptionsInEachMode takes steps with a teacher, the log cross-entropy, clipping and weight decay: with loops, and
// with plain autodiff of layers written out.
func TestOptionsInEachMode(t *testing.T) {
	t.Parallel()
	g := classes(t)
	invert, store := network(t, g, conv.GEN(), 4, 2), network(t, g, conv.GEN(), 4, 2, withStore)
	with := func(m *Model) step {
		s := stepOf(t, m, func(o *options.Training) {
			o.LearningRate, o.Optimizer, o.WeightDecay, o.GradientClipping = 0.01, RMSProp().Option(), 1e-3, 0.1
			o.Loss = LogCrossEntropy().Option()
		})
		s.distillation = taught(invert, g, 0.95, 0.7)
		return s
	}
	want := trained(t, started(t, xla.Go), store, g, with(store), 3)
	sameSteps(t, trained(t, started(t, xla.Default), invert, g, with(invert), 3), want, 1e-8)
}

package revgnn

import (
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func newLoader(t *testing.T, g *datasets.Graph, parts int, seed uint64) *loader {
	t.Helper()
	m := built(t, Reversible(brokenOperators["own"]).WithChannels(4).For(g))
	d, err := m.spec.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	base, err := d.Graph.Partition(parts, partitionSeed(seed, 0))
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{data: d, spec: m.spec, backend: started(t, xla.Default), devices: 1, seed: seed, base: base}
	if parts == 1 {
		l.whole = &placed{data: d, backend: l.backend}
		t.Cleanup(l.whole.free)
	}
	return l
}

// content is a batch as bytes. The batch is freed, as a step does.
func content(t *testing.T, batch batch, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, tensor := range slices.Concat(batch.Inputs, batch.Labels) {
		all = append(all, tensor.Shape().String()...)
		if err := tensor.ConstBytes(func(data []byte) { all = append(all, data...) }); err != nil {
			t.Fatal(err)
		}
	}
	batch.leave()
	return string(all)
}

func TestLoader(t *testing.T) {
	const epochs = 3
	for name, c := range map[string]struct {
		graph *datasets.Graph
		parts int
	}{"whole": {classes(t), 1}, "parts": {proteins(t), 3}} {
		t.Run(name, func(t *testing.T) {
			steps := epochs * c.parts
			batches := func(seed uint64, from int) (all []string) {
				l := newLoader(t, c.graph, c.parts, seed)
				for batch, err := range l.from(from) {
					all = append(all, content(t, batch, err))
					if len(all) == steps-from {
						break
					}
				}
				return all
			}
			want := batches(7, 0)
			for from := range steps {
				if got := batches(7, from); !slices.Equal(got, want[from:]) {
					t.Errorf("from step %d the batches are others", from)
				}
			}
			distinct := map[string]bool{}
			for _, batch := range append(want, batches(8, 0)...) {
				distinct[batch] = true
			}
			if expected := 2 * steps; c.parts > 1 && len(distinct) != expected || c.parts == 1 && len(distinct) != 1 {
				t.Errorf("%d batches of %d are distinct", len(distinct), expected)
			}
		})
	}
}

// TestBatch reads the tensors of a part back.
func TestBatch(t *testing.T) {
	g := proteins(t)
	l := newLoader(t, g, 3, 1)
	part := l.base.Part(1)
	batch := l.tensors(part, 0)
	species := tensors.MustCopyFlatData[float32](batch.Inputs[3])
	values := tensors.MustCopyFlatData[float32](batch.Labels[0])
	mask := tensors.MustCopyFlatData[bool](batch.Labels[1])
	width, tasks := l.spec.Widths().Species, g.Tasks.Cols
	counted := 0
	for i, node := range part.Nodes {
		for s, value := range species[i*width : (i+1)*width] {
			if hot := node >= 0 && int(g.Species[node]) == s; (value == 1) != hot || (value == 0) == hot {
				t.Errorf("place %d, species %d: %g", i, s, value)
			}
		}
		for k := range tasks {
			counts := false
			var want float32
			if node >= 0 && !math.IsNaN(float64(g.Tasks.Row(int(node))[k])) {
				counts = slices.Contains(g.Train, node)
				want = g.Tasks.Row(int(node))[k]
			}
			if at := i*tasks + k; mask[at] != counts || values[at] != want {
				t.Errorf("place %d, task %d: %g, counts %v; want %g, %v", i, k, values[at], mask[at], want, counts)
			}
			if counts {
				counted++
			}
		}
	}
	if counted == 0 {
		t.Error("no label counts")
	}
}

// TestLoaderIsSerial holds the batches that are prepared ahead against those made one by one.
func TestLoaderIsSerial(t *testing.T) {
	g, parts := proteins(t), 3
	ahead, serial := newLoader(t, g, parts, 5), newLoader(t, g, parts, 5)
	step := 0
	for batch, err := range ahead.from(0) {
		got := content(t, batch, err)
		batch, err = serial.batch(step)
		if got != content(t, batch, err) {
			t.Errorf("step %d is another batch", step)
		}
		if step++; step == 3*parts {
			break
		}
	}
}

// TestLoaderStops counts the batches of a loader that is stopped: one is prepared ahead, and no goroutine stays.
func TestLoaderStops(t *testing.T) {
	l := newLoader(t, proteins(t), 3, 5)
	before := runtime.NumGoroutine()
	for range 50 {
		for batch, err := range l.from(0) {
			content(t, batch, err)
			break
		}
	}
	taken := 0
	for batch, err := range l.from(0) {
		content(t, batch, err)
		if taken++; taken == 3 {
			time.Sleep(20 * time.Millisecond) // enough for many more, if it made them
			break
		}
	}
	if l.epoch > 2 { // steps 0 to 2 are epoch 1, the one ahead is in epoch 2
		t.Errorf("epoch %d was prepared after 3 steps of 3 an epoch", l.epoch)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}

// TestLoaderFails breaks one part: its step gets the error, and those before it their batches.
func TestLoaderFails(t *testing.T) {
	const parts = 4
	g := proteins(t)
	l := newLoader(t, g, parts, 5)
	first, err := l.base.Redraw(partitionSeed(5, 1))
	if err != nil {
		t.Fatal(err)
	}
	last, broken := int32(g.NumNodes-1), 0
	for i := range parts {
		if slices.Contains(first.Part(i).Nodes, last) {
			broken = i
		}
	}
	features := &l.data.Graph.NodeFeatures
	features.Data = slices.Clip(features.Data[:int(last)*features.Cols]) // the last node has none
	before, step := runtime.NumGoroutine(), 0
	for batch, err := range l.from(0) {
		if (err != nil) != (step == broken) {
			t.Fatalf("step %d: error %v, want one at step %d", step, err, broken)
		}
		if err == nil {
			content(t, batch, err)
		}
		step++
	}
	if step != broken+1 {
		t.Errorf("%d steps were made; step %d fails", step, broken)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}

// TestLoaderCopiesAhead holds that a batch lies on the device before a step takes it, where that has memory of its own.
func TestLoaderCopiesAhead(t *testing.T) {
	l := newLoader(t, proteins(t), 3, 5)
	l.copies, l.backend = l.backend, nil
	step := 0
	for batch, err := range l.from(0) {
		if err != nil {
			t.Fatal(err)
		}
		for i, tensor := range slices.Concat(batch.Inputs, batch.Labels) {
			if !tensor.IsOnDevice(0) {
				t.Errorf("step %d: tensor %d of the batch, %s, is not on the device", step, i, tensor.Shape())
			}
		}
		batch.leave()
		if step++; step == 6 {
			break
		}
	}
}

// TestCopiedAhead trains on parts that were copied to the device ahead, and on parts that the step itself takes there.
func TestCopiedAhead(t *testing.T) {
	backend := started(t, xla.Default)
	for name, accumulate := range map[string]int{"each part": 1, "gradients added up": 3} {
		t.Run(name, func(t *testing.T) {
			var losses [2][]float64
			for i := range losses {
				b := Train(built(t, Reversible(conv.GCN()).WithChannels(4).For(proteins(t))), proteins(t)).
					WithParts(3).WithAccumulation(accumulate).WithEpochs(2).WithDirectory(t.TempDir())
				b.ctx = t.Context()
				training, err := b.prepare()
				if err != nil {
					t.Fatal(err)
				}
				defer training.free()
				if i == 1 {
					training.loader.copies, training.loader.backend = backend, nil
				}
				if err := training.open(); err != nil {
					t.Fatal(err)
				}
				r, err := training.run()
				if err != nil {
					t.Fatal(err)
				}
				for _, record := range r.History() {
					if record.Loss != nil {
						losses[i] = append(losses[i], *record.Loss)
					}
				}
			}
			if len(losses[0]) != 6/accumulate || !slices.Equal(losses[0], losses[1]) {
				t.Errorf("losses %v; copied ahead %v", losses[0], losses[1])
			}
		})
	}
}

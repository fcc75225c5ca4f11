package main

import (
	"time"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// devices measures a step on two devices, a part on each, beside one device with the same two parts, and what of it
// the averaging of the gradients takes: a reversible network of 7 layers of 64 channels on a made-up graph of a tenth
// of ogbn-proteins' nodes and a hundredth of its edges, cut into 4 parts. On a CPU the devices share its cores. What
// the averaging takes is without the time that the first to be ready waits for the other, which the step has in it.
func (f *figures) devices() error {
	const rounds, parts, epochs = 2, 4, 6
	backend, err := xla.Default()
	if err != nil {
		return err
	}
	if backend.NumDevices() < 2 {
		return nil // there is nothing to compare
	}
	g, err := datasets.ProteinsLike(proteinsNodes/10, 2*(proteinsEdges/200), 1).Done()
	if err != nil {
		return err
	}
	var numbers int64 // in the gradient
	times := make([][]time.Duration, 2)
	for range rounds {
		for i := range times {
			m, err := revgnn.Reversible(conv.GEN()).WithDepth(7).WithChannels(64).WithDropout(0.1).For(g).Done()
			if err != nil {
				return err
			}
			numbers = m.Parameters()
			r, err := revgnn.Train(m, g).WithParts(parts).WithAccumulation(2).WithDevices(i + 1).WithEpochs(epochs).
				WithEvaluationEvery(epochs).Done()
			if err != nil {
				return err
			}
			times[i] = append(times[i], stepTimes(r)...)
		}
	}
	one, two := medianOf(times[0], time.Duration.Seconds), medianOf(times[1], time.Duration.Seconds)
	averaging, err := averaging(numbers)
	if err != nil {
		return err
	}
	f.add("devices/one_with_two_parts_s", one, "s")
	f.add("devices/two_s", two, "s")
	f.add("devices/two_over_one", two/one, "ratio")
	f.add("devices/averaging_s", averaging, "s")
	f.add("devices/averaging_share", averaging/two, "ratio")
	return nil
}

// stepTimes are how long a run's steps took but for the first.
func stepTimes(r *run.Run) (times []time.Duration) {
	var before time.Duration
	for _, record := range r.History() {
		if record.Kind == run.Step && record.Step > 1 {
			times = append(times, record.Elapsed-before)
		}
		before = record.Elapsed
	}
	return times
}

// averaging is how much longer a call on two devices takes that averages so many numbers, in seconds.
func averaging(numbers int64) (float64, error) {
	backend, err := xla.Default()
	if err != nil {
		return 0, err
	}
	var calls [2]*model.Exec // without and with it
	for i := range calls {
		store := model.NewStore()
		defer store.Finalize()
		gradient := store.RootScope().VariableWithValue("gradient", make([]float32, numbers))
		calls[i], err = model.NewExec(backend, store, func(_ *model.Scope, x *graph.Node) *graph.Node {
			values := []*graph.Node{graph.Add(gradient.NodeValue(x.Graph()), x)}
			if i == 1 {
				values = xla.Averaged(values)
			}
			gradient.SetNodeValue(values[0])
			xla.UpdateInPlace(x.Graph(), store)
			return x
		})
		if err != nil {
			return 0, err
		}
		defer calls[i].Finalize()
		if _, err := xla.Compile(calls[i], 2, []shapes.Shape{shapes.Make(dtypes.Float32)}); err != nil {
			return 0, err
		}
	}
	const rounds = 101
	var times [2][]time.Duration
	for range rounds {
		for i, call := range calls {
			started := time.Now()
			out, err := call.Exec(float32(1), float32(1))
			if err != nil {
				return 0, err
			}
			times[i] = append(times[i], time.Since(started))
			for _, t := range out {
				t.MustFinalizeAll()
			}
		}
	}
	return medianOf(times[1], time.Duration.Seconds) - medianOf(times[0], time.Duration.Seconds), nil
}

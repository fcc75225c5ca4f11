package main

import (
	"os"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// idle measures how long the device waits for parts in training: a reversible network of 7 layers of 64 channels on a
// made-up graph of half of ogbn-proteins' nodes and a tenth of its edges, cut into 10 parts anew each epoch. A deeper
// network waits less, since its steps take longer and its parts are the same.
func (f *figures) idle() error {
	const parts, epochs = 10, 3
	g, err := datasets.ProteinsLike(proteinsNodes/2, proteinsEdges/10, 1).Done()
	if err != nil {
		return err
	}
	m, err := revgnn.Reversible(conv.GEN()).WithDepth(7).WithChannels(64).WithDropout(0.1).For(g).Done()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "kilolayer-idle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	r, err := revgnn.Train(m, g).WithParts(parts).WithEpochs(epochs).WithEvaluationEvery(epochs).
		WithDirectory(folder).Done()
	if err != nil {
		return err
	}
	var waited, from, to time.Duration
	steps := 0
	for _, record := range r.History() {
		switch {
		case record.Kind != run.Step:
		case record.Step == 1: // which waits for the first part, with nothing to do meanwhile
			from = record.Elapsed
		default:
			waited, to = waited+record.Waited, record.Elapsed
			steps++
		}
	}
	f.add("idle/step_s", (to-from).Seconds()/float64(steps), "s")
	f.add("idle/waited_s", waited.Seconds()/float64(steps), "s")
	f.add("idle/share", waited.Seconds()/(to-from).Seconds(), "ratio")
	return nil
}

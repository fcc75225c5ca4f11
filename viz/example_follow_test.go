package viz_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

func ExampleFollow() {
	folder := cell.Must(os.MkdirTemp("", "runs"))
	defer os.RemoveAll(folder)
	directory := filepath.Join(folder, "deep")
	training := options.NewTraining()
	training.Epochs = 1
	w := cell.Must(run.Create(directory, run.Info{Training: training}, run.Memory{})) // in another process
	loss := 0.5
	cell.Must(w.Append(run.Record{Kind: run.Step, Step: 1, Epoch: 1, Loss: &loss}))
	cell.Must(w.SetStatus(run.Complete, nil))
	cell.Must(w.Close())
	r := viz.Follow(directory)
	fmt.Println(len(r.History()), "record")
	// Output:
	// complete · step 1 of 1 · epoch 1 of 1 · loss 0.5
	// 1 record
}

func ExampleFollowContext() {
	_, err := viz.FollowContext(context.Background(), "runs/none")
	fmt.Println(err != nil)
	// Output: true
}

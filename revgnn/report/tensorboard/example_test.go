package tensorboard_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/report/tensorboard"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// example is a run of one step in a temporary folder.
func example(folder string) *run.Run {
	loss := 0.5
	r, err := run.Create(filepath.Join(folder, "run"), run.Info{Metric: "accuracy"}, run.Memory{})
	if err == nil {
		err = r.Append(run.Record{Kind: run.Step, Step: 1, Epoch: 1, Elapsed: time.Second, Loss: &loss})
	}
	if err != nil {
		panic(err)
	}
	return r
}

func ExampleTo() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	r := example(folder)
	defer r.Close()
	board := tensorboard.To(filepath.Join(folder, "board")) // for revgnn.Train(…).WithObserver(board)
	board.Started(r.Info(), r.Profile(), nil)
	for _, record := range r.History() {
		board.Recorded(record)
	}
	board.Finished(run.Complete, nil)
	files, err := os.ReadDir(filepath.Join(folder, "board"))
	fmt.Println(len(files), board.Err(), err)
	// Output: 1 <nil> <nil>
}

func ExampleWrite() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	r := example(folder)
	defer r.Close()
	fmt.Println(tensorboard.Write(filepath.Join(folder, "board"), r))
	// Output: <nil>
}

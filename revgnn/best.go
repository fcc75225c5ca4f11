package revgnn

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// bestFolder lies among the checkpoints of a run.
const bestFolder = "best"

// bestCheckpoints keeps the parameters of the best evaluation on the validation nodes.
//
// Which one that is, the history tells. The new one is written before its evaluation is recorded, and the old one
// removed when no checkpoint before the new one is left to go on from. So whatever the history says after a kill is
// there.
type bestCheckpoints struct{ directory string }

func bestOf(r *run.Run) bestCheckpoints {
	return bestCheckpoints{filepath.Join(r.CheckpointDir(), bestFolder)}
}

// save writes the parameters of the store as those of a step.
func (b bestCheckpoints) save(store *model.Store, step int) error {
	folder := checkpointFolder(b.directory, step)
	err := os.RemoveAll(folder) // left by a kill before its evaluation was recorded
	if err == nil {
		err = writeFolder(store, b.directory, folder, isParameter)
	}
	if err != nil {
		os.RemoveAll(filepath.Join(b.directory, stagingFolder))
		return notWritten("best checkpoint", b.directory, step, err)
	}
	return nil
}

// isParameter tells a network's parameters from what else a training keeps.
func isParameter(v *model.Variable) bool { return strings.HasPrefix(v.Path(), net.ParameterScope+"/") }

// removeOthers keeps that of a step alone.
func (b bestCheckpoints) removeOthers(step int) error {
	return (&checkpoints{directory: b.directory, step: step}).removeOthers()
}

// clean keeps the one that the history tells.
func (b bestCheckpoints) clean(r *run.Run) error {
	best, _ := r.Best()
	if err := b.removeOthers(best.Step); err != nil {
		return fmt.Errorf("revgnn: an old best checkpoint cannot be removed: %w", err)
	}
	return nil
}

// load reads that of the run's best evaluation into the store.
func (b bestCheckpoints) load(r *run.Run, store *model.Store) error {
	best, ok := r.Best()
	if !ok {
		for _, record := range r.History() {
			if record.Kind == run.Evaluation {
				return fmt.Errorf("revgnn: the run in %s has no best checkpoint: its graph has no validation nodes "+
					"to judge by; "+
					"use revgnn.Load for the last parameters", r.Dir())
			}
		}
		return fmt.Errorf("revgnn: the run in %s has no best checkpoint yet: it was not evaluated; train it first",
			r.Dir())
	}
	folder := checkpointFolder(b.directory, best.Step)
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("revgnn: the run in %s has no checkpoint of its best evaluation, step %d (%s is not there); "+
			"use revgnn.Load for the last parameters", r.Dir(), best.Step, folder)
	}
	return readFolder(store, folder)
}

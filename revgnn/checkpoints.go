package revgnn

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
	"github.com/gomlx/gomlx/ml/train/metric"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// checkpoints keeps the last checkpoint of a run.
//
// A checkpoint is a folder named by its step that holds GoMLX's two files. It is written under another name and renamed
// when it is on the disk, so a kill at any moment leaves the one before or the new one.
type checkpoints struct {
	directory string
	step      int // of the last one, 0 without
	saved     time.Time
}

const (
	stagingFolder = "new"
	stepPrefix    = "step-"
)

// openCheckpoints loads the last checkpoint of a directory into the store, if there is one, and removes what a kill
// left beside it.
func openCheckpoints(store *model.Store, directory string) (*checkpoints, error) {
	c := &checkpoints{directory: directory, saved: time.Now()}
	var err error
	if c.step, err = loadCheckpoint(store, directory); err != nil {
		return nil, err
	}
	if err := c.removeOthers(); err != nil {
		return nil, fmt.Errorf("revgnn: an old checkpoint cannot be removed: %w", err)
	}
	return c, nil
}

// removeOthers removes all checkpoints but the last, and one that was not finished.
func (c *checkpoints) removeOthers() error {
	others := []string{filepath.Join(c.directory, stagingFolder)}
	for step, folder := range checkpointSteps(c.directory) {
		if step != c.step {
			others = append(others, folder)
		}
	}
	for _, folder := range others {
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	return nil
}

// loadCheckpoint reads the last checkpoint of a directory into the store and returns its step, 0 when there is none.
func loadCheckpoint(store *model.Store, directory string) (step int, err error) {
	for found := range checkpointSteps(directory) {
		step = max(step, found)
	}
	if step == 0 {
		return 0, nil
	}
	return step, readFolder(store, checkpointFolder(directory, step))
}

// readFolder reads one checkpoint into the store.
func readFolder(store *model.Store, folder string) error {
	err := fault.Try(func() error {
		_, err := checkpoint.Load(store).Dir(folder).ExcludeAllParams().Done()
		return err
	})
	if err != nil {
		return fmt.Errorf("revgnn: the checkpoint %s cannot be read; remove the folder to start anew: %w", folder, err)
	}
	return nil
}

func checkpointFolder(directory string, step int) string {
	return filepath.Join(directory, fmt.Sprintf("%s%08d", stepPrefix, step))
}

// checkpointSteps maps the steps of the checkpoints in a directory to their folders.
func checkpointSteps(directory string) map[int]string {
	steps := make(map[int]string)
	entries, _ := os.ReadDir(directory) // it may not exist yet
	for _, entry := range entries {
		digits, ok := strings.CutPrefix(entry.Name(), stepPrefix)
		if step, err := strconv.Atoi(digits); ok && err == nil && entry.IsDir() {
			steps[step] = filepath.Join(directory, entry.Name())
		}
	}
	return steps
}

// save writes the store as the checkpoint of a step, unless it is there, and removes the one before.
func (c *checkpoints) save(store *model.Store, step int) error {
	if c.step == step {
		return nil
	}
	if err := c.write(store, step); err != nil {
		return notWritten("checkpoint", c.directory, step, err)
	}
	return nil
}

// carry makes the last checkpoint that of a later step, which changed nothing.
func (c *checkpoints) carry(step int) error {
	if c.step == step {
		return nil
	}
	if err := os.Rename(checkpointFolder(c.directory, c.step), checkpointFolder(c.directory, step)); err != nil {
		return notWritten("checkpoint", c.directory, step, err)
	}
	c.step, c.saved = step, time.Now()
	return nil
}

// notWritten is the error of a checkpoint that could not be written.
func notWritten(what, directory string, step int, err error) error {
	var file *os.PathError
	if errors.As(err, &file) {
		err = file.Err // the rest is GoMLX's names for the same folder
	}
	return fmt.Errorf("revgnn: no %s of step %d in %s (%w); the one before is kept: see to it, "+
		"then run the same command to go on", what, step, directory, err)
}

func (c *checkpoints) write(store *model.Store, step int) error {
	defer c.removeOthers() // also what a failure left; what stays is removed the next time
	if err := c.removeOthers(); err != nil {
		return err
	}
	if err := writeFolder(store, c.directory, checkpointFolder(c.directory, step), goesOn); err != nil {
		return err
	}
	c.step, c.saved = step, time.Now()
	return nil
}

// writeFolder writes a checkpoint of the variables that are kept. It is staged in the directory and then renamed.
func writeFolder(store *model.Store, directory, folder string, keep func(*model.Variable) bool) error {
	staging := filepath.Join(directory, stagingFolder)
	if err := os.MkdirAll(staging, 0o755); err != nil {
		return err
	}
	if err := writeStore(store, staging, keep); err != nil {
		return err
	}
	if err := syncFolder(staging); err != nil {
		return err
	}
	return os.Rename(staging, folder)
}

// goesOn tells what a training goes on from: all variables but the memory for gradients and their norms, and GoMLX's
// own metrics, which start anew in each process.
func goesOn(v *model.Variable) bool {
	for _, scope := range []string{net.GradientScope, net.NormScope, "/" + metric.Scope} {
		if strings.HasPrefix(v.Path(), scope+"/") {
			return false
		}
	}
	return true
}

// writeStore writes the variables that are kept.
func writeStore(store *model.Store, folder string, keep func(*model.Variable) bool) error {
	loader := store.Loader()
	defer store.SetLoader(loader) // the handler below puts itself in its place
	return xla.Try(func() error {
		config := checkpoint.Build(store).Dir(folder).Keep(-1).ExcludeAllParams().
			WithCompression(checkpoint.BinUncompressed)
		var size int64
		for v := range store.IterVariables() {
			if keep(v) {
				size += v.Shape().ByteSize()
			} else {
				config.ExcludeVars(v)
			}
		}
		handler, err := config.Done()
		if err != nil {
			return err
		}
		if err := handler.Save(); err != nil {
			return err
		}
		return complete(folder, size)
	})
}

// complete checks that a checkpoint holds all its data. GoMLX 0.28 drops the error of a write that failed, and leaves
// that variable out of the index.
func complete(folder string, size int64) error {
	indices, err := filepath.Glob(filepath.Join(folder, "*"+checkpoint.JsonNameSuffix))
	if err != nil || len(indices) != 1 {
		return fmt.Errorf("%d checkpoints were written in place of 1", len(indices))
	}
	text, err := os.ReadFile(indices[0])
	if err != nil {
		return err
	}
	var index struct{ Variables []struct{ Length int64 } }
	if err := json.Unmarshal(text, &index); err != nil {
		return fmt.Errorf("its index is cut off: %w", err)
	}
	var indexed int64
	for _, v := range index.Variables {
		indexed += v.Length
	}
	data, err := os.Stat(strings.TrimSuffix(indices[0], checkpoint.JsonNameSuffix) + checkpoint.BinDataSuffix)
	if err != nil {
		return err
	}
	if indexed != size || data.Size() != size {
		return fmt.Errorf("its data of %d bytes was cut off at %d; is the disk full?", size, data.Size())
	}
	return nil
}

// syncFolder waits until a folder and its files are on the disk.
func syncFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	paths := []string{folder}
	for _, entry := range entries {
		paths = append(paths, filepath.Join(folder, entry.Name()))
	}
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		err = file.Sync()
		file.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

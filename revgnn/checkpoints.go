package revgnn

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// checkpoints keeps the last checkpoint of a run in its directory.
//
// GoMLX writes a checkpoint's two files in place. A kill in between would leave a pair that cannot be read, so they are
// written in a folder beside, checked, and moved in: the index last, since a checkpoint exists when its index does.
type checkpoints struct {
	directory string
	handler   *checkpoint.Handler
	step      int // of the checkpoint that was loaded, 0 without
	saved     time.Time
}

const stagingFolder = "new"

// newCheckpoints loads the last checkpoint of a directory into the store, if there is one, and prepares to save there.
func newCheckpoints(store *model.Store, directory string) (*checkpoints, error) {
	c := &checkpoints{directory: directory, saved: time.Now()}
	staging := filepath.Join(directory, stagingFolder)
	if err := os.RemoveAll(staging); err != nil {
		return nil, fmt.Errorf("revgnn: a broken checkpoint cannot be removed: %w", err)
	}
	if err := os.MkdirAll(staging, 0o777); err != nil {
		return nil, fmt.Errorf("revgnn: no folder for checkpoints: %w", err)
	}
	found, err := loadCheckpoint(store, directory)
	if err != nil {
		return nil, err
	}
	if found {
		c.step = int(optimizer.GetGlobalStep(store))
	}
	err = try(func() {
		var err error
		c.handler, err = checkpoint.Build(store).Dir(staging).Keep(-1).ExcludeAllParams().
			WithCompression(checkpoint.BinUncompressed).Done()
		if err != nil {
			panic(err)
		}
	})
	return c, err
}

// loadCheckpoint reads the last checkpoint of a directory into the store. It returns false when there is none.
func loadCheckpoint(store *model.Store, directory string) (found bool, err error) {
	indices, err := filepath.Glob(filepath.Join(directory, "checkpoint-*"+checkpoint.JsonNameSuffix))
	if err != nil || len(indices) == 0 {
		return false, err
	}
	err = try(func() {
		_, err := checkpoint.Load(store).Dir(directory).ExcludeAllParams().Done()
		if err != nil {
			panic(err)
		}
	})
	if err != nil {
		return false, fmt.Errorf("revgnn: the checkpoint in %s cannot be read; remove the folder to start anew: %w", directory, err)
	}
	return true, nil
}

// exclude leaves variables out of the checkpoints that need not be kept.
func (c *checkpoints) exclude(store *model.Store, scope string) {
	for v := range store.IterVariables() {
		if strings.HasPrefix(v.Path(), scope+"/") {
			c.handler.ExcludeVarsFromSaving(v)
		}
	}
}

// save writes the store as the run's last checkpoint and removes the one before.
func (c *checkpoints) save(store *model.Store, step int) error {
	if err := c.write(); err != nil {
		return fmt.Errorf("revgnn: no checkpoint of step %d in %s (%w); the one before is kept: free some space, "+
			"then run the same command to go on", step, c.directory, err)
	}
	c.saved = time.Now()
	return nil
}

func (c *checkpoints) write() error {
	staging := filepath.Join(c.directory, stagingFolder)
	clear := func() { // what a failed save left
		os.RemoveAll(staging)
		os.MkdirAll(staging, 0o777)
	}
	clear()
	var saveErr error
	if err := try(func() { saveErr = c.handler.Save() }); err != nil {
		saveErr = err
	}
	defer clear()
	if saveErr != nil {
		return saveErr
	}
	names, err := c.handler.ListCheckpoints()
	if err != nil {
		return err
	}
	if len(names) != 1 {
		return fmt.Errorf("%d checkpoints were written in place of 1", len(names))
	}
	name := names[0]
	if err := complete(filepath.Join(staging, name)); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(c.directory, "checkpoint-*"))
	if err != nil {
		return err
	}
	for _, suffix := range []string{checkpoint.BinDataSuffix, checkpoint.JsonNameSuffix} {
		if err := os.Rename(filepath.Join(staging, name+suffix), filepath.Join(c.directory, name+suffix)); err != nil {
			return err
		}
	}
	// Indices first: an index without its data would be taken for a checkpoint.
	for _, suffix := range []string{checkpoint.JsonNameSuffix, checkpoint.BinDataSuffix} {
		for _, path := range old {
			if strings.HasSuffix(path, suffix) && !strings.HasPrefix(filepath.Base(path), name+".") {
				if err := os.Remove(path); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// complete checks that a checkpoint's data is as long as its index says: GoMLX does not report every failed write.
func complete(base string) error {
	text, err := os.ReadFile(base + checkpoint.JsonNameSuffix)
	if err != nil {
		return err
	}
	var index struct{ Variables []struct{ Pos, Length int64 } }
	if err := json.Unmarshal(text, &index); err != nil {
		return fmt.Errorf("its index is cut off: %w", err)
	}
	var want int64
	for _, v := range index.Variables {
		want = max(want, v.Pos+v.Length)
	}
	info, err := os.Stat(base + checkpoint.BinDataSuffix)
	if err != nil {
		return err
	}
	if info.Size() != want {
		return fmt.Errorf("%d of %d bytes were written", info.Size(), want)
	}
	return nil
}

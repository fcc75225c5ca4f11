package run

import (
	"fmt"
	"os"
	"path/filepath"
)

// Remove removes the run in a directory and nothing else that is there; the lock file stays. It refuses a directory
// that holds no run, and a run that another process writes.
func Remove(dir string) error {
	if err := check(dir); err != nil {
		return err
	}
	lock, err := acquire(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	names := []string{checkpointDir, historyFile, memoryFile, statusFile, stopFile}
	if !launched.of(dir) { // whose own these are
		names = append(names, programFile, startFile, outputFile)
	}
	// run.json last: until then the directory is a run, so that a kill in between can be made good by the same call.
	for _, name := range append(names, infoFile) {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("run: %w", err)
		}
	}
	return nil
}

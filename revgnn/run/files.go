package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// writeJSON replaces a file whole: a reader, or a kill at any moment, sees the old content or the new.
func writeJSON(path string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("run: %s: %w", path, err)
	}
	return replace(path, append(content, '\n'))
}

// replace writes beside the file and renames. The name is fixed, as only one process writes, so kills leave one such
// file at most; package atomicfile, which any number of processes may use, has another name each time.
func replace(path string, content []byte) error {
	temporary := path + ".tmp"
	if err := writeSynced(temporary, content); err != nil {
		os.Remove(temporary)
		return fmt.Errorf("run: %s could not be written (%w); what it held is kept: %s", path, cause(err), remedy(err))
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return syncDirectory(filepath.Dir(path))
}

func writeSynced(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer file.Close() // after a failure; a second Close does nothing
	if _, err := file.Write(content); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}

// syncDirectory makes a rename last through a loss of power.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	defer directory.Close()
	if err := directory.Sync(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

func readJSON(path string, value any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if err := json.Unmarshal(content, value); err != nil {
		return fmt.Errorf("run: %s does not hold what it should: %w", path, err)
	}
	return nil
}

// cause leaves out the operation and the path of an error, for messages that name the path themselves.
func cause(err error) error {
	if failed, ok := err.(*os.PathError); ok {
		return failed.Err
	}
	return err
}

// remedy says what to do about a failed write.
func remedy(err error) string {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return "free some space, then run the same command to go on"
		}
	}
	return "see to it, then run the same command to go on"
}

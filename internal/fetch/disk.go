package fetch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folderError says in one line why a file can't be made or written.
func folderError(path string, err error) error {
	folder := filepath.Dir(path)
	if diskFull(err) {
		return fmt.Errorf("folder %s: the disk is full; make room and run again", folder)
	}
	// The text of these names a path and a system call; the folder is what can be acted on.
	if p := new(fs.PathError); errors.As(err, &p) {
		err = p.Err
	}
	if l := new(os.LinkError); errors.As(err, &l) {
		err = l.Err
	}
	return fmt.Errorf("folder %s: can't write %s there: %w", folder, filepath.Base(path), err)
}

// syncFolder makes a rename last through a power failure where the platform can; the rename holds without it.
func syncFolder(folder string) {
	if f, err := os.Open(folder); err == nil {
		f.Sync()
		f.Close()
	}
}

package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
)

// windowsFile stands for renameio's, which is not made for Windows: a file that is open can't be replaced there.
type windowsFile struct {
	*os.File
	path string
}

func create(path string) (pending, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path))
	if err != nil {
		return nil, err
	}
	return windowsFile{file, path}, nil
}

// CloseAtomicallyReplace gives the file its name.
func (f windowsFile) CloseAtomicallyReplace() error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), f.path)
}

// Cleanup removes the file under its first name, which it has no more once it has been renamed.
func (f windowsFile) Cleanup() error {
	f.Close()
	return os.Remove(f.Name())
}

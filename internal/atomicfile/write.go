package atomicfile

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// bufferBytes is how much is collected before it goes to the disk, so that content may be written in small pieces.
const bufferBytes = 1 << 20

// Write makes the file at path hold what write writes, in place of what it held before.
//
// When write fails, its error is returned as it is. After any error, the file at path is as it was and no other file is
// left. Errors of the file system do not repeat the path: the caller, who knows what the file is for, names it.
func Write(path string, write func(io.Writer) error) error {
	file, err := create(path)
	if err != nil {
		return withoutPath(err)
	}
	defer file.Cleanup() // after a failure; it does nothing once the file has its name
	buffered := bufio.NewWriterSize(file, bufferBytes)
	if err := write(buffered); err != nil {
		return withoutPath(err)
	}
	if err := buffered.Flush(); err != nil {
		return withoutPath(err)
	}
	if err := file.CloseAtomicallyReplace(); err != nil {
		return withoutPath(err)
	}
	return withoutPath(syncFolder(filepath.Dir(path)))
}

// WriteFile is [Write] for content that is in memory.
func WriteFile(path string, content []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// syncFolder makes the names in a folder last through a loss of power. Where the platform or the user's permissions do
// not allow it, the rename holds without it.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err == nil {
		defer folder.Close()
		err = folder.Sync()
	}
	for _, refused := range []error{fs.ErrPermission, errors.ErrUnsupported, syscall.EINVAL} {
		if errors.Is(err, refused) {
			return nil
		}
	}
	return err
}

// withoutPath is an error of the file system without the names of the operation and of the files.
func withoutPath(err error) error {
	switch failed := err.(type) {
	case *fs.PathError:
		return failed.Err
	case *os.LinkError:
		return failed.Err
	}
	return err
}

package npz

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Archive reads arrays from a NumPy archive (.npz), which is a zip file of arrays. Its errors name the file and the
// array.
type Archive struct {
	path string
	size int64 // of the file, in bytes
	zip  *zip.Reader
	file io.Closer
}

// Open opens an archive. Reading ends with the context's error when the context ends.
func Open(ctx context.Context, path string) (*Archive, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, files.Cause(err))
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, files.Cause(err))
	}
	a, err := New(path, files.ReaderAt(ctx, file), info.Size())
	if err != nil {
		file.Close()
		return nil, err
	}
	a.file = file
	return a, nil
}

// New is the archive in a file of the given number of bytes, which errors call by its path.
func New(path string, file io.ReaderAt, size int64) (*Archive, error) {
	entries, err := zip.NewReader(file, size)
	if stopped := files.Stopped(path, err); stopped != nil {
		return nil, stopped
	}
	if failed := files.Cause(err); failed != err {
		return nil, fmt.Errorf("%s: %w", path, failed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not an .npz file: %w", path, err)
	}
	return &Archive{path: path, size: size, zip: entries}, nil
}

// Close closes the file of an archive that was opened by its path. What closing could report, reading has reported.
func (a *Archive) Close() {
	if a.file != nil {
		_ = a.file.Close()
	}
}

// Path is the file's path.
func (a *Archive) Path() string { return a.path }

// Name is the file's name without its folder and extension, with hyphens.
func (a *Archive) Name() string {
	return strings.ReplaceAll(strings.TrimSuffix(filepath.Base(a.path), ".npz"), "_", "-")
}

// Errorf is an error about the array of that name.
func (a *Archive) Errorf(name, format string, values ...any) error {
	return fmt.Errorf("%s: array %s "+format, append([]any{a.path, name}, values...)...)
}

// unreadable is the error for an array whose bytes can't be read; advice says what to do about that.
func (a *Archive) unreadable(name string, err error, advice string) error {
	if stopped := files.Stopped(a.path, err); stopped != nil {
		return stopped
	}
	return a.Errorf(name, "can't be read: %w%s", err, advice)
}

// open opens the entry that holds an array, and says how many bytes it has.
func (a *Archive) open(name string) (io.ReadCloser, int64, error) {
	for _, entry := range a.zip.File {
		if entry.Name == name+".npy" {
			stream, err := entry.Open()
			if err != nil {
				return nil, 0, a.unreadable(name, err, "")
			}
			return stream, int64(entry.UncompressedSize64), nil
		}
	}
	const most = 12
	names := a.Names()
	return nil, 0, a.Errorf(name, "is missing; the file's arrays are %q", names[:min(most, len(names))])
}

// Names are the names of the arrays, in the file's order.
func (a *Archive) Names() (names []string) {
	for _, entry := range a.zip.File {
		names = append(names, strings.TrimSuffix(entry.Name, ".npy"))
	}
	return names
}

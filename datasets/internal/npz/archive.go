package npz

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sbinet/npyio/npy"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Archive reads arrays from a NumPy archive (.npz), which is a zip file of arrays. Its errors name the file and the
// array.
type Archive struct {
	path    string
	size    int64 // of the file, in bytes
	entries []entry
	file    io.Closer
}

// entry is an array of an archive.
type entry struct {
	name string
	size int64 // of the array with its header, in bytes
	open func() (io.ReadCloser, error)
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

// New is the archive in a file of the given number of bytes, which errors call by its path. An array by itself (.npy)
// is an archive of one array that has the file's name.
func New(path string, file io.ReaderAt, size int64) (*Archive, error) {
	if IsArray(file) {
		open := func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(file, 0, size)), nil }
		name := strings.TrimSuffix(filepath.Base(path), ".npy")
		return &Archive{path: path, size: size, entries: []entry{{name, size, open}}}, nil
	}
	unzipped, err := zip.NewReader(file, size)
	if stopped := files.Stopped(path, err); stopped != nil {
		return nil, stopped
	}
	if failed := files.Cause(err); failed != err {
		return nil, fmt.Errorf("%s: %w", path, failed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not an .npz file: %w", path, err)
	}
	a := &Archive{path: path, size: size}
	for _, file := range unzipped.File {
		if name, is := strings.CutSuffix(file.Name, ".npy"); is {
			a.entries = append(a.entries, entry{name, int64(file.UncompressedSize64), file.Open})
		}
	}
	return a, nil
}

// IsArray says whether a file is an array by itself (.npy).
func IsArray(file io.ReaderAt) bool {
	start := make([]byte, len(npy.Magic))
	n, _ := file.ReadAt(start, 0) // an error comes back with what is read next
	return n == len(start) && string(start) == string(npy.Magic[:])
}

// Close closes the file of an archive that was opened by its path. What closing could report, reading has reported.
func (a *Archive) Close() {
	if a.file != nil {
		_ = a.file.Close()
	}
}

// Size is the number of bytes of the file.
func (a *Archive) Size() int64 { return a.size }

// Path is the file's path.
func (a *Archive) Path() string { return a.path }

// Name is the file's name without its folder and extension, with hyphens.
func (a *Archive) Name() string {
	return strings.ReplaceAll(strings.TrimSuffix(filepath.Base(a.path), ".npz"), "_", "-")
}

// Errorf is an error about the array of that name.
func (a *Archive) Errorf(name, format string, values ...any) error {
	return fmt.Errorf("%s: array %s "+format, append([]any{a.path, files.Printed(name)}, values...)...)
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
	for _, entry := range a.entries {
		if entry.name == name {
			stream, err := entry.open()
			if err != nil {
				return nil, 0, a.unreadable(name, err, "")
			}
			return stream, entry.size, nil
		}
	}
	const most = 12
	names := a.Names()
	return nil, 0, a.Errorf(name, "is missing; the file's arrays are %q", names[:min(most, len(names))])
}

// Names are the names of the arrays, in the file's order.
func (a *Archive) Names() (names []string) {
	for _, entry := range a.entries {
		names = append(names, entry.name)
	}
	return names
}

package files

import (
	"io"
	"os"
)

// Opener opens a file by its path.
type Opener func(path string) (io.ReadCloser, error)

// FromDisk opens a file on the disk.
func FromDisk(path string) (io.ReadCloser, error) { return os.Open(path) }

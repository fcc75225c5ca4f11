package atomicfile

import "io"

// pending is a file that grows beside the one that it will replace.
type pending interface {
	io.Writer
	CloseAtomicallyReplace() error
	Cleanup() error // removes the file, unless it has been renamed
}

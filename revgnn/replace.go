package revgnn

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
)

// replaceFile makes a file of what is written: put together under another name in the same folder and renamed, so that it
// appears as a whole or not at all.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	part := fmt.Sprintf("%s.%016x.part", path, rand.Uint64())
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		defer func() {
			if err != nil {
				os.Remove(part)
			}
		}()
		buffered := bufio.NewWriterSize(file, 1<<20)
		if err = write(buffered); err == nil {
			err = buffered.Flush()
		}
		if err == nil {
			err = file.Sync() // before the name, so that a power cut does not leave the name without the content
		}
		if err = errors.Join(err, file.Close()); err == nil {
			err = os.Rename(part, path)
		}
	}
	return cause(err) // the caller names the path
}

// cause is an error without the file's name, which the message has already.
func cause(err error) error {
	var file *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &file):
		return file.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

package files

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
)

// Whole is a file that can be read at any place, until a context ends that.
type Whole struct {
	io.ReaderAt
	Size int64 // in bytes

	file io.Closer
}

// OpenWhole opens a file to be read at any place: one on the disk as it is, another by its whole content.
func OpenWhole(ctx context.Context, open Opener, path string) (*Whole, error) {
	file, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, Cause(err))
	}
	w := &Whole{file: file}
	if w.ReaderAt, w.Size, err = readerAtOf(ctx, file); err != nil {
		w.Close()
		if stopped := Stopped(path, err); stopped != nil {
			return nil, stopped
		}
		return nil, fmt.Errorf("%s: %w", path, Cause(err))
	}
	return w, nil
}

func readerAtOf(ctx context.Context, file io.Reader) (io.ReaderAt, int64, error) {
	if onDisk, ok := file.(*os.File); ok {
		info, err := onDisk.Stat()
		if err != nil {
			return nil, 0, err
		}
		return ReaderAt(ctx, onDisk), info.Size(), nil
	}
	content, err := io.ReadAll(Reader(ctx, file))
	return ReaderAt(ctx, bytes.NewReader(content)), int64(len(content)), err
}

// Close ends reading. What closing a file could report, reading has reported.
func (w *Whole) Close() { _ = w.file.Close() }

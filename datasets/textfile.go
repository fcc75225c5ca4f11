package datasets

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// textFile is a file of UTF-8 text, unzipped where it is a gzip file, without a byte-order mark.
type textFile struct {
	*bufio.Reader
	path string // for errors
	file io.Closer
}

// opener opens a file by its path; os.Open but in tests.
type opener func(path string) (io.ReadCloser, error)

func openFile(path string) (io.ReadCloser, error) { return os.Open(path) }

func (open opener) text(path string) (*textFile, error) {
	file, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	t := &textFile{path: path, file: file}
	if err := t.begin(file); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func (t *textFile) begin(file io.Reader) error {
	t.Reader = bufio.NewReaderSize(file, 1<<16)
	if start, _ := t.Peek(2); bytes.Equal(start, []byte("\x1f\x8b")) {
		unzipped, err := gzip.NewReader(t.Reader)
		if err != nil {
			return t.readError(err)
		}
		t.Reader = bufio.NewReaderSize(unzipped, 1<<16)
	}
	start, err := t.Peek(512)
	switch {
	case err != nil && err != io.EOF:
		return t.readError(err)
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err = t.Discard(3)
		return err
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return fmt.Errorf("%s is in UTF-16; save it as UTF-8", t.path)
	case bytes.IndexByte(start, 0) >= 0:
		return fmt.Errorf("%s is not a text file: it has a byte 0 near its start", t.path)
	}
	return nil
}

// close ends reading; what a reader's close could report has been reported by reading.
func (t *textFile) close() { _ = t.file.Close() }

// readError says what is wrong with the file as a whole.
func (t *textFile) readError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) {
		return fmt.Errorf("%s is damaged or cut short; make or fetch it again: %w", t.path, err)
	}
	return fmt.Errorf("%s: %w", t.path, cause(err))
}

// graphName is a file's name without folder and extensions.
func graphName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name
}

// shortened is a name for an error.
func shortened(name string) string { return clip([]byte(name)) }

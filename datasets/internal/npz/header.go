package npz

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sbinet/npyio/npy"
)

// arrayDescr says what an array holds.
type arrayDescr struct {
	Type    string
	Fortran bool // column after column
	Shape   []int
}

// readHeader reads an array's header and counts its bytes. What npy panics on becomes an error.
func readHeader(stream io.Reader) (d arrayDescr, size int64, err error) {
	header := make([]byte, 10)
	more := func(n int64) error {
		header = append(header, make([]byte, n)...)
		_, err := io.ReadFull(stream, header[int64(len(header))-n:])
		return err
	}
	if _, err := io.ReadFull(stream, header); err != nil {
		return d, 0, err
	}
	if !bytes.HasPrefix(header, npy.Magic[:]) {
		return d, 0, npy.ErrInvalidNumPyFormat
	}
	rest := int64(binary.LittleEndian.Uint16(header[8:]))
	if version := header[6]; version > 1 {
		if err := more(2); err != nil {
			return d, 0, err
		}
		rest = int64(binary.LittleEndian.Uint32(header[8:]))
	}
	// npy makes room for as many bytes as are claimed. A real header has some hundred.
	const most = 1 << 16
	if rest > most {
		return d, 0, fmt.Errorf("its header has %d bytes; at most %d are read", rest, most)
	}
	if err := more(rest); err != nil {
		return d, 0, err
	}
	defer func() {
		if recover() != nil {
			err = errors.New("its header is damaged")
		}
	}()
	array, err := npy.NewReader(bytes.NewReader(header))
	if err != nil {
		return d, 0, errors.New(strings.Join(strings.Fields(err.Error()), " ")) // it repeats parts of the file
	}
	return array.Header.Descr, int64(len(header)), nil
}

package npzgraph

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sbinet/npyio/npy"
)

// Recognizes says whether a file begins as an array of NumPy, or as an archive of arrays that a graph can be made of.
// So do the archives that packages gnnbenchmark and heterophilous read: they are to be recognized first.
func Recognizes(path string, start []byte) bool {
	if bytes.HasPrefix(start, npy.Magic[:]) {
		return true
	}
	names := entryNames(start)
	isOf := func(list []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(list, name) })
	}
	if len(names) == 0 {
		return false
	}
	return strings.EqualFold(filepath.Ext(path), ".npz") || isOf(listNames) || isOf(adjNames) ||
		isOf([]string{"indptr", "format"})
}

// entryNames are the names of the arrays of a zip file whose headers stand within its start.
func entryNames(start []byte) (names []string) {
	const signature, nameLengthAt, nameAt = "PK\x03\x04", 26, 30 // section 4.3.7 of the format's APPNOTE.TXT
	if !bytes.HasPrefix(start, []byte(signature)) {
		return nil
	}
	for rest := start; ; {
		i := bytes.Index(rest, []byte(signature))
		if i < 0 || len(rest)-i < nameAt {
			return names
		}
		rest = rest[i:]
		end := nameAt + int(binary.LittleEndian.Uint16(rest[nameLengthAt:]))
		if end <= len(rest) {
			if name, is := strings.CutSuffix(string(rest[nameAt:end]), ".npy"); is {
				names = append(names, name)
			}
		}
		rest = rest[nameAt:]
	}
}

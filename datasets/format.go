package datasets

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"unsafe"
)

// A saved graph is one file. All numbers are little-endian:
//
//	0    8 bytes   the magic
//	8    uint32    version of the format
//	12   uint32    length of the header
//	16   uint32    CRC-32C of the header
//	20   …         the header, JSON: what is not an array, and the table of sections
//	…    …         the sections, each at a multiple of 64 bytes from the start, zeros between them
//
// A section is an array of the graph, as it lies in memory; an array that is nil has none. Its checksum is the CRC-32C
// of the CRC-32Cs of its blocks of 1 MiB, so that all cores can compute it. Offsets in the table count from where the
// first section starts.
const (
	formatMagic   = "\x89graph\r\n" // not text, and damaged by a transfer that takes it for text
	formatVersion = 2               // version 1 had no weights, times, values, names and schema
	prefixBytes   = 20
	alignment     = 64
	blockBytes    = 1 << 20
	mostHeader    = 1 << 26 // bytes; the schema has a name for each feature
)

// header is what a file holds before its sections.
type header struct {
	Name     string    `json:"name"`
	Stamp    string    `json:"stamp"` // what the graph was made from
	Nodes    int       `json:"nodes"`
	Edges    int       `json:"edges"`
	Classes  int       `json:"classes"`
	Schema   Schema    `json:"schema,omitzero"`
	Sections []section `json:"sections"`
}

// section is an entry of the table.
type section struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Columns  int    `json:"columns"` // values per row
	Offset   int    `json:"offset"`  // bytes
	Length   int    `json:"length"`  // bytes
	Checksum uint32 `json:"checksum"`
}

// array is a field of a graph that a section holds.
type array struct {
	name, kind string
	absent     bool
	columns    int  // values per row
	fixed      bool // no other number of columns is right
	content    func() []byte
	set        func(content []byte, columns int) error // makes the field a view of content; words and cells are copied
}

func (g *Graph) arrays() []array {
	return []array{
		vector("source", "int32", &g.Source), vector("target", "int32", &g.Target),
		vector("edge weights", "float32", &g.EdgeWeights), vector("edge times", "int64", &g.EdgeTimes),
		rows("node features", &g.NodeFeatures), rows("edge features", &g.EdgeFeatures),
		vector("classes", "int32", &g.Classes), rows("tasks", &g.Tasks), rows("values", &g.Values),
		vector("train", "int32", &g.Train), vector("valid", "int32", &g.Valid), vector("test", "int32", &g.Test),
		vector("species", "int32", &g.Species), vector("years", "int32", &g.Years), vector("times", "int64", &g.Times),
		words("ids", &g.IDs), words("names", &g.Names), cells("filled", &g.Filled),
	}
}

// number is what a vector holds.
type number interface{ int32 | int64 | float32 }

func vector[T number](name, kind string, to *[]T) array {
	return array{name: name, kind: kind, absent: *to == nil, columns: 1, fixed: true,
		content: func() []byte { return asBytes(*to) },
		set:     func(content []byte, _ int) error { *to = fromBytes[T](content); return nil },
	}
}

func rows(name string, to *Matrix) array {
	return array{name: name, kind: "float32", absent: to.Cols == 0 && to.Data == nil, columns: to.Cols,
		content: func() []byte { return asBytes(to.Data) },
		set: func(content []byte, columns int) error {
			*to = Matrix{Data: fromBytes[float32](content), Cols: columns}
			return nil
		},
	}
}

func words(name string, to *[]string) array {
	return array{name: name, kind: "text", absent: *to == nil, columns: 1, fixed: true,
		content: func() []byte { return packWords(*to) },
		set:     func(content []byte, _ int) (err error) { *to, err = unpackWords(content); return err },
	}
}

func cells(name string, to *[]Cell) array {
	return array{name: name, kind: "cells", absent: *to == nil, columns: 1, fixed: true,
		content: func() []byte {
			flat := make([]int32, 0, 2*len(*to))
			for _, cell := range *to {
				flat = append(flat, cell.Node, cell.Column)
			}
			return asBytes(flat)
		},
		set: func(content []byte, _ int) error {
			flat := fromBytes[int32](content)
			if len(flat)%2 != 0 {
				return errors.New("has half a cell")
			}
			*to = []Cell{}
			for ; len(flat) > 0; flat = flat[2:] {
				*to = append(*to, Cell{flat[0], flat[1]})
			}
			return nil
		},
	}
}

// section is the table's entry for the array, but for the offset.
func (a array) section() section {
	content := a.content()
	return section{Name: a.name, Type: a.kind, Columns: a.columns, Length: len(content), Checksum: checksum(content)}
}

func asBytes[T number](values []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), int(unsafe.Sizeof(*new(T)))*len(values))
}

// fromBytes is never nil. The content must start at a multiple of the size of a number.
func fromBytes[T number](content []byte) []T {
	if len(content) == 0 {
		return []T{}
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(content))), len(content)/int(unsafe.Sizeof(*new(T))))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(content []byte) uint32 {
	sums := make([]byte, 4*((len(content)+blockBytes-1)/blockBytes))
	inParallel(len(content), blockBytes, func(from, to int) {
		binary.LittleEndian.PutUint32(sums[from/blockBytes*4:], crc32.Checksum(content[from:to], castagnoli))
	})
	return crc32.Checksum(sums, castagnoli)
}

func aligned(offset int) int { return (offset + alignment - 1) / alignment * alignment }

// encode writes the graph as a file.
func (g *Graph) encode(w io.Writer, stamp string) error {
	if err := littleEndian(); err != nil {
		return err
	}
	h := header{Name: g.Name, Stamp: stamp, Nodes: g.NumNodes, Edges: g.NumEdges(), Classes: g.NumClasses,
		Schema: g.Schema}
	arrays := slices.DeleteFunc(g.arrays(), func(a array) bool { return a.absent })
	end := 0
	for _, a := range arrays {
		s := a.section()
		s.Offset = aligned(end)
		end = s.Offset + s.Length
		h.Sections = append(h.Sections, s)
	}
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if len(text) > mostHeader {
		return fmt.Errorf("a header of %d bytes; at most %d fit, so shorten the graph's name or the names of its "+
			"features", len(text), mostHeader)
	}
	start := []byte(formatMagic)
	start = binary.LittleEndian.AppendUint32(start, formatVersion)
	start = binary.LittleEndian.AppendUint32(start, uint32(len(text)))
	start = binary.LittleEndian.AppendUint32(start, crc32.Checksum(text, castagnoli))
	start = append(start, text...)
	if _, err := w.Write(pad(start)); err != nil {
		return err
	}
	end = 0
	for i, a := range arrays {
		if _, err := w.Write(make([]byte, h.Sections[i].Offset-end)); err != nil {
			return err
		}
		if _, err := w.Write(a.content()); err != nil {
			return err
		}
		end = h.Sections[i].Offset + h.Sections[i].Length
	}
	return nil
}

func pad(b []byte) []byte { return append(b, make([]byte, aligned(len(b))-len(b))...) }

// decode returns the graph in a file's content, and its stamp. The graph's arrays are views of the content, which must
// start at a multiple of 8.
func decode(content []byte) (g *Graph, stamp string, err error) {
	if err := littleEndian(); err != nil {
		return nil, "", err
	}
	h, content, err := decodeHeader(content)
	if err != nil {
		return nil, "", err
	}
	g = &Graph{Name: h.Name, NumNodes: h.Nodes, NumClasses: h.Classes, Schema: h.Schema}
	arrays := g.arrays()
	end := 0
	for _, s := range h.Sections {
		i := slices.IndexFunc(arrays, func(a array) bool { return a.name == s.Name })
		if i < 0 {
			return nil, "", fmt.Errorf("has an unknown or a second section %q; save the graph anew", s.Name)
		}
		if err := s.validate(arrays[i], aligned(end), len(content)); err != nil {
			return nil, "", err
		}
		end = s.Offset + s.Length
		view := content[s.Offset:end:end]
		if sum := checksum(view); sum != s.Checksum {
			return nil, "", fmt.Errorf("section %q has checksum %08x, want %08x: the file is damaged; save the "+
				"graph anew",
				s.Name, sum, s.Checksum)
		}
		if err := arrays[i].set(view, s.Columns); err != nil {
			return nil, "", fmt.Errorf("section %q %w; save the graph anew", s.Name, err)
		}
		arrays = slices.Delete(arrays, i, i+1)
	}
	if end != len(content) {
		return nil, "", fmt.Errorf("has %d bytes after its last section; save the graph anew", len(content)-end)
	}
	if g.NumEdges() != h.Edges {
		return nil, "", fmt.Errorf("has %d edges, but its header says %d; save the graph anew", g.NumEdges(), h.Edges)
	}
	if err := g.validate(); err != nil {
		return nil, "", fmt.Errorf("holds a graph that is not valid: %w; save the graph anew", err)
	}
	return g, h.Stamp, nil
}

// decodeHeader returns the header and what comes after it.
func decodeHeader(content []byte) (h header, rest []byte, err error) {
	if !bytes.HasPrefix(content, []byte(formatMagic)) {
		return h, nil, fmt.Errorf("is not a saved graph: it starts with %q, want %q",
			content[:min(len(content), len(formatMagic))], formatMagic)
	}
	if len(content) < prefixBytes {
		return h, nil, cutShort(len(content), prefixBytes)
	}
	field := func(at int) uint32 { return binary.LittleEndian.Uint32(content[at:]) }
	if version := field(8); version < 1 || version > formatVersion {
		advice := "save the graph anew"
		if version > formatVersion {
			advice = "update Kilolayer, or save the graph anew"
		}
		return h, nil, fmt.Errorf("has version %d of the format, this program reads version %d; %s",
			version, formatVersion, advice)
	}
	length := field(12)
	if length > mostHeader {
		return h, nil, fmt.Errorf("has a header of %d bytes, want at most %d: the file is damaged; save the graph anew",
			length, mostHeader)
	}
	end := prefixBytes + int(length)
	if len(content) < aligned(end) {
		return h, nil, cutShort(len(content), aligned(end))
	}
	text := content[prefixBytes:end]
	if sum := crc32.Checksum(text, castagnoli); sum != field(16) {
		return h, nil, fmt.Errorf("has a header with checksum %08x, want %08x: the file is damaged; save the graph "+
			"anew",
			sum, field(16))
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return h, nil, fmt.Errorf("has a header that can't be read: %w; save the graph anew", err)
	}
	return h, content[aligned(end):], nil
}

// validate checks an entry of the table: where its section starts, and that the section fits into what is there.
func (s section) validate(a array, offset, there int) error {
	want, size := a.kind, 4
	if want == "int64" {
		size = 8
	}
	switch {
	case s.Type != want:
		return fmt.Errorf("section %q has type %q, want %q; save the graph anew", s.Name, s.Type, want)
	case a.fixed && s.Columns != 1:
		return fmt.Errorf("section %q has %d columns, want 1; save the graph anew", s.Name, s.Columns)
	case s.Length < 0 || s.Length%size != 0:
		return fmt.Errorf("section %q has %d bytes, want a multiple of %d; save the graph anew", s.Name, s.Length, size)
	case s.Offset != offset:
		return fmt.Errorf("section %q starts at byte %d, want %d; save the graph anew", s.Name, s.Offset, offset)
	case offset > there || s.Length > there-offset:
		return fmt.Errorf("section %q: %w", s.Name, cutShort(there, offset+s.Length))
	}
	return nil
}

func cutShort(there, want int) error {
	return fmt.Errorf("is cut short: %d bytes of at least %d; save the graph anew", there, want)
}

// littleEndian refuses a machine whose memory is not laid out as the file.
func littleEndian() error {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		return errors.New("holds little-endian arrays, which this big-endian machine can't use")
	}
	return nil
}

package datasets

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
)

// EdgeList is the builder of a graph from a list of edges.
type EdgeList struct {
	open       opener
	path       string
	name       string
	undirected bool
	ids        []string
}

// FromEdgeList reads a list of edges as the Stanford Network Analysis Project (SNAP) publishes them: a line an edge, two
// ids separated by blanks, tabs or commas; empty lines and lines that start with # or % are passed over. Numbers after
// the two, such as a weight, are features of the edge; each line has as many.
//
// Ids are any words; [FromCSV] says how nodes are numbered. The file may be zipped by gzip.
func FromEdgeList(path string) *EdgeList {
	return &EdgeList{open: openFile, path: path, name: graphName(path)}
}

// WithName names the graph; without it, it has the name of the file.
func (b *EdgeList) WithName(name string) *EdgeList { b.name = name; return b }

// WithUndirected adds the reverse of each edge, as [Own.WithUndirected] does.
func (b *EdgeList) WithUndirected() *EdgeList { b.undirected = true; return b }

// IDs are the nodes' ids in the file, in the order of the nodes. They are there after Done.
func (b *EdgeList) IDs() []string { return b.ids }

// Done reads the file. An error names the file and the line.
func (b *EdgeList) Done() (*Graph, error) {
	own, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return own.Done()
}

// Must is Done for notebook cells; see [Source].
func (b *EdgeList) Must() *Graph { return cell.Must(b.Done()) }

func (b *EdgeList) read() (*Own, error) {
	file, err := b.open.text(b.path)
	if err != nil {
		return nil, err
	}
	defer file.close()
	var edges [][2]int32
	var features Matrix
	ids, line, columns := newNodeIDs(), 0, 0
	errorf := func(format string, values ...any) error {
		return fmt.Errorf("%s line %d: %w", b.path, line, fmt.Errorf(format, values...))
	}
	text := bufio.NewScanner(file)
	text.Buffer(make([]byte, 1<<16), maxLine)
	for text.Scan() {
		line++
		rest := bytes.TrimSpace(text.Bytes())
		if len(rest) == 0 || rest[0] == '#' || rest[0] == '%' {
			continue
		}
		var edge [2]int32
		var field []byte
		count := 0
		for ; len(rest) > 0; count++ {
			if field, rest = cutField(rest); len(field) == 0 {
				return nil, errorf("field %d is empty", count+1)
			}
			if count < 2 {
				node, ok := ids.index[string(field)]
				if !ok {
					node = ids.add(string(field))
				}
				edge[count] = node
				continue
			}
			number, err := strconv.ParseFloat(string(field), 32)
			value := float32(number)
			if err != nil && !errors.Is(err, strconv.ErrRange) {
				return nil, errorf("%q is not a number; after source and target a line holds features", clip(field))
			}
			if !isFinite(value) {
				return nil, errorf("%q is not a finite float32", clip(field))
			}
			features.Data = append(features.Data, value)
		}
		switch {
		case count < 2:
			return nil, errorf("%q is one field; want two ids separated by blanks, tabs or commas", clip(text.Bytes()))
		case len(edges) == 0 && isHeader(ids.names):
			return nil, errorf("a header; put # before it, or read the file by FromCSV")
		case len(edges) > 0 && count != columns:
			return nil, errorf("%d fields, want %d as in the lines before", count, columns)
		}
		columns = count
		edges = append(edges, edge)
	}
	if err := text.Err(); err == bufio.ErrTooLong {
		line++
		return nil, errorf("longer than %d bytes", maxLine)
	} else if err != nil {
		return nil, file.readError(err)
	}
	if len(edges) == 0 {
		return nil, fmt.Errorf("%s has no edges", b.path)
	}
	features.Cols = columns - 2
	ids.ascending(edges)
	own := newOwn(len(ids.names), edges).WithName(b.name)
	b.ids, own.graph.IDs = ids.names, ids.of()
	own.edgeFeatures, own.undirected = features, b.undirected
	return own, nil
}

// cutField cuts a field and the separator after it off a line: blanks, and at most one comma.
func cutField(line []byte) (field, rest []byte) {
	end := 0
	for end < len(line) && line[end] != ',' && !isBlank(line[end]) {
		end++
	}
	field, rest = line[:end], cutBlanks(line[end:])
	if len(rest) > 0 && rest[0] == ',' {
		rest = cutBlanks(rest[1:])
	}
	return field, rest
}

func cutBlanks(line []byte) []byte {
	for len(line) > 0 && isBlank(line[0]) {
		line = line[1:]
	}
	return line
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isHeader says whether the ids of the first line are names of columns.
func isHeader(ids []string) bool {
	for _, names := range endNames {
		if len(ids) == 2 && strings.EqualFold(ids[0], names[0]) && strings.EqualFold(ids[1], names[1]) {
			return true
		}
	}
	return false
}

package edgelist

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// ReadPlain reads a list of ids and numbers without names. ids are the nodes' ids there, in the order of the nodes.
func ReadPlain(ctx context.Context, open files.Opener, path string) (ids []string, edges columns.Edges, err error) {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, edges, err
	}
	defer file.Close()
	l := &plain{path: path, ids: columns.NewIDs()}
	text := bufio.NewScanner(file)
	text.Buffer(make([]byte, 1<<16), files.MaxLine)
	for text.Scan() {
		l.line++
		if err := l.read(text.Bytes()); err != nil {
			return nil, edges, err
		}
	}
	if err := text.Err(); err == bufio.ErrTooLong {
		l.line++
		return nil, edges, l.errorf("longer than %d bytes", files.MaxLine)
	} else if err != nil {
		return nil, edges, file.Error(err)
	}
	if len(l.edges.Ends) == 0 {
		return nil, edges, fmt.Errorf("%s has no edges", path)
	}
	l.edges.Features.Cols = l.fields - 2
	l.ids.Ascending(l.edges.Ends)
	return l.ids.Names, l.edges, nil
}

// plain is what the lines of a file have told so far.
type plain struct {
	path   string // for errors
	line   int    // the number of the last line
	fields int    // the number of fields of a line
	ids    *columns.IDs
	edges  columns.Edges
}

// errorf is an error about the last line.
func (l *plain) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", l.path, l.line, fmt.Errorf(format, values...))
}

// read takes in a line.
func (l *plain) read(line []byte) error {
	rest := bytes.TrimSpace(line)
	if len(rest) == 0 || rest[0] == '#' || rest[0] == '%' {
		return nil
	}
	var edge [2]int32
	var field []byte
	fields := 0
	for ; len(rest) > 0; fields++ {
		if field, rest = cutField(rest); len(field) == 0 {
			return l.errorf("field %d is empty", fields+1)
		}
		if fields < 2 {
			node, ok := l.ids.Find(string(field))
			if !ok {
				node = l.ids.Add(string(field))
			}
			edge[fields] = node
			continue
		}
		number, err := strconv.ParseFloat(string(field), 32)
		value := float32(number)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return l.errorf("%q is not a number; after source and target a line holds features", files.Clip(field))
		}
		if !arrays.IsFinite(value) {
			return l.errorf("%q is not a finite float32", files.Clip(field))
		}
		l.edges.Features.Data = append(l.edges.Features.Data, value)
	}
	first := len(l.edges.Ends) == 0
	switch {
	case fields < 2:
		return l.errorf("%q is one field; want two ids separated by blanks, tabs or commas", files.Clip(line))
	case first && isPlainHeader(l.ids.Names):
		return l.errorf("a header; put # before it, or read the file by FromCSV")
	case !first && fields != l.fields:
		return l.errorf("%d fields, want %d as in the lines before", fields, l.fields)
	}
	l.fields = fields
	l.edges.Ends = append(l.edges.Ends, edge)
	return nil
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

// isPlainHeader says whether the ids of the first line are names of columns.
func isPlainHeader(ids []string) bool {
	for _, names := range columns.EndNames {
		if len(ids) == 2 && strings.EqualFold(ids[0], names[0]) && strings.EqualFold(ids[1], names[1]) {
			return true
		}
	}
	return false
}

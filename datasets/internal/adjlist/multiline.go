package adjlist

import (
	"context"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/pyliteral"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// ReadMultiline reads a file in which a line has a node and the number of its neighbours, and the next lines have one
// neighbour each, with the edge's attributes as a dict of Python: "a 1" and then "b {'weight': 2}".
func ReadMultiline(ctx context.Context, open files.Opener, path string, choice schema.Choice,
	direction schema.Direction) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, files.MaxLine)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	graph := schema.New(path, "attribute", choice)
	graph.Implicit = true
	nodes := heads{}
	for text.NextOf("#") {
		node, degree, err := head(text)
		if err != nil {
			return nil, err
		}
		if err := nodes.begin(graph, node, text.Number); err != nil {
			return nil, err
		}
		first := text.Number
		for i := range degree {
			if !text.NextOf("#") {
				if err := text.Err(); err != nil {
					return nil, err
				}
				return nil, text.Errorf("the file ends after %d of the %d neighbours that line %d announces",
					i, degree, first)
			}
			if err := neighbour(graph, text, node, direction); err != nil {
				return nil, err
			}
		}
	}
	if err := text.Err(); err != nil {
		return nil, err
	}
	return nodes.done(graph, path)
}

// head reads a node and the number of its neighbours, which a separator of any kind divides.
func head(text *lines.Reader) (node string, degree int, err error) {
	last := strings.LastIndexAny(text.Line, " \t,;")
	if last > 0 {
		node = strings.TrimRight(text.Line[:last], " \t,;")
		degree, err = strconv.Atoi(text.Line[last+1:])
	}
	if node == "" || err != nil || degree < 0 {
		return "", 0, text.Errorf("%q, want a node and the number of its neighbours", files.Clip(text.Line))
	}
	return node, degree, nil
}

// neighbour takes in a line of a neighbour.
func neighbour(graph *schema.Reading, text *lines.Reader, node string, direction schema.Direction) error {
	name, dict := text.Line, ""
	if start := strings.IndexByte(name, '{'); start > 0 && strings.HasSuffix(name, "}") {
		name, dict = name[:start], name[start:]
	}
	name = strings.TrimRight(name, " \t,;")
	if err := graph.Edge(node, name, direction, text.Number); err != nil || dict == "" {
		return err
	}
	if err := pyliteral.Dict(dict, func(key, value string) error {
		graph.Edges.Set(graph.Edges.Column(key, schema.Stated{}), value)
		return nil
	}); err != nil {
		return text.Errorf("%w", err)
	}
	return nil
}

package lgl

import (
	"context"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, files.MaxLine)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	graph := schema.New(path, "column", choice)
	graph.Implicit = true
	node := ""
	for text.NextOf("") {
		name, isNode := strings.CutPrefix(text.Line, "#")
		fields := strings.Fields(name)
		switch {
		case isNode && len(fields) != 1:
			return nil, text.Errorf("%q, want # and a node", files.Clip(text.Line))
		case isNode:
			node = fields[0]
			err = graph.Node(node, text.Number)
		case node == "":
			return nil, text.Errorf("a neighbour before the first line with # and a node")
		case len(fields) > 2:
			return nil, text.Errorf("%q, want a neighbour and a weight", files.Clip(text.Line))
		default:
			err = graph.Edge(node, fields[0], schema.Undirected, text.Number)
			if len(fields) == 2 {
				graph.Edges.Set(graph.Edges.Column("weight", schema.Stated{Kind: schema.Number}), fields[1])
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if err := text.Err(); err != nil {
		return nil, err
	}
	if node == "" {
		return nil, fmt.Errorf("%s has no nodes", path)
	}
	return graph.Done()
}

// Recognizes says whether a file is called .lgl and begins with # and a node.
func Recognizes(path string, start []byte) bool {
	return files.Extension(path) == ".lgl" && strings.HasPrefix(strings.TrimSpace(string(start)), "#")
}

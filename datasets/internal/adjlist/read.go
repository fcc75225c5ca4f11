package adjlist

import (
	"context"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file of nodes and their neighbours, separated by blanks, tabs, commas or semicolons. Lines that begin
// with # are comments.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice,
	direction schema.Direction) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, lines.MaxNeighbours)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	graph := schema.New(path, "column", choice)
	graph.Implicit = true
	nodes := heads{}
	separator := lines.Blank
	cut := false // whether a line was cut at a blank
	for text.NextOf("#") {
		if separator == lines.Blank { // a node alone does not tell
			separator = lines.SeparatorOf(text.Line)
		}
		if cut && separator != lines.Blank {
			if name := nameWithBlank(text.Line, separator); name != "" {
				return nil, text.Errorf("%q has a blank in its name, and lines before are cut at blanks; "+
					"put this line first", files.Clip(name))
			}
			separator = lines.Blank
		}
		node, rest := separator.Cut(text.Line)
		cut = cut || separator == lines.Blank && rest != ""
		if err := nodes.begin(graph, node, text.Number); err != nil {
			return nil, err
		}
		for rest != "" {
			var neighbour string
			if neighbour, rest = separator.Cut(rest); neighbour == "" {
				return nil, text.Errorf("an empty field; it is the id of a node")
			}
			if err := graph.Edge(node, neighbour, direction, text.Number); err != nil {
				return nil, err
			}
		}
	}
	if err := text.Err(); err != nil {
		return nil, err
	}
	return nodes.done(graph, path)
}

// nameWithBlank is the first field of a line that has a blank, or "".
func nameWithBlank(line string, separator lines.Separator) (name string) {
	for line != "" {
		if name, line = separator.Cut(line); strings.ContainsAny(name, " \t") {
			return name
		}
	}
	return ""
}

// Recognizes says whether a file is called .adjlist.
func Recognizes(path string, _ []byte) bool { return files.Extension(path) == ".adjlist" }

// RecognizesMultiline says whether a file is called .multiline_adjlist, .multiline-adjlist or .madjlist.
func RecognizesMultiline(path string, _ []byte) bool {
	extension := files.Extension(path)
	return strings.HasPrefix(extension, ".multiline") || extension == ".madjlist"
}

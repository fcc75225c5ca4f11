package pajek

import (
	"context"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, lines.MaxNeighbours)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	n := &network{text: text, graph: schema.New(path, "attribute", choice)}
	var section string
	for text.NextOf("%") {
		if n.tokens, err = tokensOf(n.tokens[:0], text); err != nil {
			return nil, err
		}
		if text.Line[0] == '*' {
			section, err = n.section(section)
		} else {
			err = n.take(section)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := text.Err(); err != nil {
		return nil, err
	}
	if err := n.endSection(section); err != nil {
		return nil, err
	}
	return n.done()
}

// section takes in the line that begins a section. before is the section that ends here.
func (n *network) section(before string) (string, error) {
	if err := n.endSection(before); err != nil {
		return "", err
	}
	name := strings.ToLower(n.tokens[0].text)
	n.relation, n.row = "", 0
	switch name {
	case "*network":
		if n.line > 0 {
			return "", n.text.Errorf("a second network; keep one in the file")
		}
		return name, nil
	case "*vertices":
		return name, n.begin()
	case "*arcs", "*edges", "*arcslist", "*edgeslist", "*matrix":
		if n.line == 0 {
			return "", n.text.Errorf("%s before *Vertices", name)
		}
		return name, n.readRelation()
	}
	return "", n.text.Errorf("%s is not read; keep the network alone in the file, from *Vertices on",
		files.Printed(name))
}

// readRelation reads the relation of a section: a colon with a number, and a name.
func (n *network) readRelation() error {
	if len(n.tokens) == 1 {
		return nil
	}
	number, hasColon := strings.CutPrefix(n.tokens[1].text, ":")
	var name []string
	for _, t := range n.tokens[2:] {
		name = append(name, t.text)
	}
	if hasColon {
		n.relation = strings.Clone(strings.Join(name, " "))
		if n.relation == "" {
			n.relation = number
		}
		return nil
	}
	return n.text.Errorf("%q, want the section's name alone or with a relation such as :1 \"likes\"",
		files.Clip(n.text.Line))
}

// endSection refuses a matrix with too few rows.
func (n *network) endSection(section string) error {
	rows := n.vertices
	if n.left > 0 {
		rows = n.left
	}
	if section == "*matrix" && n.row < rows {
		return n.text.Errorf("the matrix ends after %d of %d rows", n.row, rows)
	}
	return nil
}

// take takes in a line of a section.
func (n *network) take(section string) error {
	switch section {
	case "*vertices":
		return n.vertex()
	case "*arcs":
		return n.readLine(schema.Directed)
	case "*edges":
		return n.readLine(schema.Undirected)
	case "*arcslist":
		return n.readList(schema.Directed)
	case "*edgeslist":
		return n.readList(schema.Undirected)
	case "*matrix":
		return n.readRow()
	}
	return n.text.Errorf("%q before *Vertices", files.Clip(n.text.Line))
}

// Recognizes says whether a file begins with *Vertices or *Network, after comments.
func Recognizes(_ string, start []byte) bool {
	for line := range strings.Lines(string(start)) {
		line = strings.ToLower(strings.TrimSpace(line))
		if line == "" || line[0] == '%' {
			continue
		}
		return strings.HasPrefix(line, "*vertices") || strings.HasPrefix(line, "*network")
	}
	return false
}

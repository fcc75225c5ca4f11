package pajek

import (
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// end reads the number of a vertex at the end of an arc or an edge.
func (n *network) end(t token) (string, error) {
	number, err := strconv.Atoi(t.text)
	if err != nil || number < 1 || number > n.vertices && !n.listed[number] {
		return "", n.text.Errorf("%q is no vertex; line %d says %d", files.Clip(t.text), n.line, n.vertices)
	}
	return strconv.Itoa(number), nil
}

// join begins an arc or an edge.
func (n *network) join(from, to token, direction schema.Direction) error {
	source, err := n.end(from)
	if err != nil {
		return err
	}
	target, err := n.end(to)
	if err != nil {
		return err
	}
	n.edges++
	if err := n.graph.Edge(source, target, direction, n.text.Number); err != nil {
		return err
	}
	if n.relation != "" {
		relation := schema.Stated{Kind: schema.Text, Role: schema.CategoryRole, Default: "1"}
		n.graph.Edges.Set(n.graph.Edges.Column("relation", relation), n.relation)
	}
	return nil
}

func (n *network) setWeight(text string) {
	weight := schema.Stated{Kind: schema.Number, Role: schema.WeightRole, Default: "1"}
	n.graph.Edges.Set(n.graph.Edges.Column("weight", weight), text)
}

// readLine takes in a line of *Arcs or *Edges: two vertices, a weight, pairs.
func (n *network) readLine(direction schema.Direction) error {
	if len(n.tokens) < 2 {
		return n.text.Errorf("%q, want two vertices", files.Clip(n.text.Line))
	}
	if err := n.join(n.tokens[0], n.tokens[1], direction); err != nil {
		return err
	}
	rest := cutIntervals(n.graph.Edges, n.tokens[2:])
	if len(rest) > 0 && rest[0].isNumber() {
		n.setWeight(rest[0].text)
		rest = rest[1:]
	}
	return setPairs(n.text, n.graph.Edges, lineKeys, rest)
}

// readList takes in a line of *Arcslist or *Edgeslist: a vertex and its neighbours.
func (n *network) readList(direction schema.Direction) error {
	for _, to := range n.tokens[1:] {
		if err := n.join(n.tokens[0], to, direction); err != nil {
			return err
		}
	}
	return nil
}

// readRow takes in a row of *Matrix: of a two-mode network, the edges of a vertex on the left.
func (n *network) readRow() error {
	rows, columns, first, direction := n.vertices, n.vertices, 1, schema.Directed
	if n.left > 0 {
		rows, columns, first, direction = n.left, n.vertices-n.left, n.left+1, schema.Undirected
	}
	n.row++
	if n.row > rows || len(n.tokens) != columns {
		return n.text.Errorf("%d numbers in row %d, want a matrix of %d rows with %d numbers each",
			len(n.tokens), n.row, rows,
			columns)
	}
	from := token{text: strconv.Itoa(n.row)}
	for i, t := range n.tokens {
		value, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return n.text.Errorf("%q is not a number", files.Clip(t.text))
		}
		if value == 0 {
			continue
		}
		if err := n.join(from, token{text: strconv.Itoa(first + i)}, direction); err != nil {
			return err
		}
		n.setWeight(t.text)
	}
	return nil
}

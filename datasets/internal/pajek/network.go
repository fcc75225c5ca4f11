package pajek

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// network is what the lines of a file have told so far.
type network struct {
	text   *lines.Reader
	graph  *schema.Reading
	tokens []token // of the last line

	vertices int // as *Vertices says
	left     int // how many of them are on the left of a two-mode network; 0 for other networks
	line     int // of *Vertices, 0 before it
	listed   map[int]bool
	edges    int

	relation string // of the section; "" for none
	row      int    // of the section's matrix
}

// begin takes in *Vertices.
func (n *network) begin() error {
	if n.line > 0 {
		return n.text.Errorf("a second network; keep one in the file")
	}
	var numbers []int
	for _, t := range n.tokens[1:] {
		number, err := strconv.Atoi(t.text)
		if err != nil || number < 0 || number > arrays.MaxNodes {
			return n.text.Errorf("%q is no number of vertices", files.Clip(t.text))
		}
		numbers = append(numbers, number)
	}
	if len(numbers) != 1 && len(numbers) != 2 || len(numbers) == 2 && numbers[1] > numbers[0] {
		return n.text.Errorf("%q, want the number of vertices, and in a two-mode network that of the first mode",
			files.Clip(n.text.Line))
	}
	n.vertices, n.line, n.listed = numbers[0], n.text.Number, map[int]bool{}
	if len(numbers) == 2 && numbers[1] < numbers[0] {
		n.left = numbers[1]
	}
	return nil
}

// vertex takes in the line of a vertex: number, label, coordinates, shape, pairs.
func (n *network) vertex() error {
	number, err := strconv.Atoi(n.tokens[0].text)
	if err != nil || number < 1 {
		return n.text.Errorf("%q is no number of a vertex", files.Clip(n.tokens[0].text))
	}
	if err := n.node(number, n.text.Number); err != nil || len(n.tokens) == 1 {
		return err
	}
	nodes := n.graph.Nodes
	nodes.Set(nodes.Column("vertex", schema.Stated{Kind: schema.Text, Role: schema.NameRole}), n.tokens[1].text)
	rest := cutIntervals(nodes, n.tokens[2:])
	for _, axis := range []string{"x", "y", "z"} {
		if len(rest) > 0 && rest[0].isNumber() {
			setDrawn(nodes, axis, rest[0].text)
			rest = rest[1:]
		}
	}
	if len(rest)%2 == 1 || len(rest) > 0 && isShape(rest[0].text) {
		setDrawn(nodes, "shape", rest[0].text)
		rest = rest[1:]
	}
	return setPairs(n.text, nodes, vertexKeys, rest)
}

func isShape(word string) bool {
	switch strings.ToLower(word) {
	case "ellipse", "box", "diamond", "triangle", "cross", "empty", "house", "man", "woman":
		return true
	}
	return false
}

// node begins a vertex.
func (n *network) node(number, line int) error {
	if err := n.graph.Node(strconv.Itoa(number), line); err != nil {
		return err
	}
	n.listed[number] = true
	if n.left > 0 {
		side := "left"
		if number > n.left {
			side = "right"
		}
		column := n.graph.Nodes.Column("side", schema.Stated{Kind: schema.Text, Role: schema.CategoryRole})
		n.graph.Nodes.Set(column, side)
	}
	return nil
}

// done makes the vertices that the file does not list, and the graph.
func (n *network) done() (*schema.Result, error) {
	path := n.text.Path()
	if n.line == 0 {
		return nil, fmt.Errorf("%s has no *Vertices", path)
	}
	if arrays.ManyForFew(n.vertices, 1, len(n.listed)+n.edges) {
		return nil, fmt.Errorf("%s says %d vertices in line %d, too many for %d edges", path, n.vertices,
			n.line, n.edges)
	}
	for number := 1; number <= n.vertices && len(n.listed) < n.vertices; number++ {
		if !n.listed[number] {
			if err := n.node(number, 0); err != nil {
				return nil, err
			}
		}
	}
	if len(n.listed) != n.vertices {
		return nil, fmt.Errorf("%s lists %d vertices, and its line %d says %d", path, len(n.listed), n.line, n.vertices)
	}
	return n.graph.Done()
}

package npzgraph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Names of arrays of nodes and of edges, where more is known of them than their columns' names tell.
var (
	featureNames = []string{"x", "feat", "features", "node_feat", "node_features", "attr"}
	idNames      = []string{"id", "ids", "node_id", "node_ids"}
	nameNames    = []string{"name", "names", "node_name", "node_names"}
	weightNames  = []string{"weight", "weights", "edge_weight", "edge_weights"}
	splitNames   = map[string]string{"train_idx": "train", "idx_train": "train", "valid_idx": "valid",
		"val_idx": "valid",
		"idx_val": "valid", "idx_valid": "valid", "test_idx": "test", "idx_test": "test"}
)

// nodesName is the array that says how many nodes there are, if there is one.
const nodesName = "num_nodes"

func isTarget(name string) bool { return name == "y" || schema.IsTargetName(name) }

func isOfNodes(name string) bool {
	return isTarget(name) || schema.IsMaskName(name) || slices.Contains(featureNames, name) ||
		slices.Contains(idNames, name) || slices.Contains(nameNames, name)
}

func isOfEdges(name string) bool {
	return strings.HasPrefix(name, "edge_") || slices.Contains(weightNames, name)
}

// readColumns reads all arrays that no edges were made of.
func (g *graph) readColumns() (blocks []*block, err error) {
	if err := g.countNodes(); err != nil {
		return nil, err
	}
	for _, name := range g.archive.Names() {
		if g.used[name] {
			continue
		}
		g.used[name] = true
		b, err := g.readBlock(name)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, b)
	}
	return blocks, nil
}

// countNodes finds the number of nodes: that of an array that says so, of the rows of one of nodes, or of the edges.
func (g *graph) countNodes() error {
	names := g.archive.Names()
	if g.nodesFrom != "" {
		return nil
	}
	if slices.Contains(names, nodesName) {
		value, err := g.archive.Any(nodesName)
		if err != nil {
			return err
		}
		if value.Len() == 1 {
			if count, ok := value.Int(0); ok && count >= 0 {
				g.nodes, g.nodesFrom, g.used[nodesName] = count, nodesName, true
				return nil
			}
		}
		return g.archive.Errorf(nodesName, "is no whole number")
	}
	for _, name := range names {
		if g.used[name] || !isOfNodes(name) {
			continue
		}
		header, err := g.archive.Header(name)
		if err != nil {
			return err
		}
		g.nodes, g.nodesFrom = header.Rows(), name
		return nil
	}
	g.nodesFrom = g.ends
	for _, e := range g.edges {
		g.nodes = max(g.nodes, e.source+1, e.target+1)
	}
	return nil
}

// readBlock makes columns of an array.
func (g *graph) readBlock(name string) (*block, error) {
	header, err := g.archive.Header(name)
	if err != nil {
		return nil, err
	}
	split, isSplit := splitNames[name]
	rows := header.Rows()
	ofEdges := isOfEdges(name) || !isOfNodes(name) && rows != g.nodes && rows == len(g.edges)
	b := &block{Parts: schema.Parts{Name: name, OfEdges: ofEdges, Count: 1}}
	switch {
	case strings.Contains(string(header.Kind), "O"):
		b.Note = "Python objects, which are never unpickled"
	case !header.Kind.IsNumber() && !header.Kind.IsText():
		b.Note = fmt.Sprintf("its type %q is neither numbers nor texts", header.Kind)
	case len(header.Shape) == 0:
		b.Note = "one value for all of the graph"
	case len(header.Shape) > 2:
		b.Note = fmt.Sprintf("its shape %v has more than two axes", header.Shape)
	case header.Cols() == 0:
		b.Note = "it has no columns"
	case isSplit && len(header.Shape) == 1 && header.Kind.IsInt():
	case isOfEdges(name) && rows != len(g.edges):
		return nil, g.archive.Errorf(name, "has shape %v; want a row for each of the %d edges of %s", header.Shape,
			len(g.edges), files.Printed(g.ends))
	case isOfNodes(name) && rows != g.nodes:
		return nil, g.archive.Errorf(name, "has shape %v; want a row for each of the %d nodes of array %s",
			header.Shape, g.nodes, files.Printed(g.nodesFrom))
	case rows != g.nodes && rows != len(g.edges):
		b.Note = fmt.Sprintf("its shape %v is neither a row for each of %d nodes nor of %d edges", header.Shape,
			g.nodes,
			len(g.edges))
	}
	if b.Note != "" {
		for _, given := range g.choice.Roles {
			if b.Is(given) && given.Role != schema.LeftOut {
				return nil, g.archive.Errorf(name, "can't be a %s by %s: %s", given.Role, given.Option, b.Note)
			}
		}
		return b, nil
	}
	values, err := g.archive.Any(name)
	if err != nil {
		return nil, err
	}
	b = newBlock(name, ofEdges, values)
	if isSplit && len(header.Shape) == 1 && header.Kind.IsInt() {
		err = b.members(split, g.nodes)
	} else {
		err = g.settle(b)
	}
	if err != nil {
		return nil, g.archive.Errorf(name, "%w", err)
	}
	return b, nil
}

// settle says what is known of a block by its name, and by the user.
func (g *graph) settle(b *block) error {
	switch {
	case !b.OfEdges && slices.Contains(idNames, b.Name) && b.Count == 1:
		b.ids = true
	case !b.OfEdges && isTarget(b.Name):
		b.stated.Role, b.stated.Why = schema.LeftOut, schema.MayBeTarget
	case !b.OfEdges && slices.Contains(nameNames, b.Name) && b.Count == 1 && b.stated.Kind == schema.Text:
		b.stated.Role = schema.NameRole
	case !b.OfEdges && schema.IsMaskName(b.Name):
		b.firstOnly(fmt.Sprintf("the first of %d splits", b.Count))
	case b.OfEdges && slices.Contains(weightNames, b.Name) && b.Count == 1:
		b.stated.Role = schema.WeightRole
	}
	role := schema.Role("")
	for _, given := range g.choice.Roles {
		if b.Is(given) {
			role = given.Role
		}
	}
	if role != "" && role != schema.IDRole {
		b.ids = false
	}
	if role == schema.ClassRole && b.Count > 1 && !b.OfEdges {
		return b.oneHot()
	}
	return nil
}

// write hands over the nodes and the edges.
func (g *graph) write(blocks []*block) error {
	r := g.reading
	r.Edges.Took(g.ends, schema.EndRole, g.note)
	if g.nodesFrom == nodesName {
		r.Nodes.Took(nodesName, schema.IDRole, "nodes are numbered from 0")
	}
	weight := -1
	if g.weights() {
		weight = r.Edges.Column(g.of, schema.Stated{Kind: schema.Number, Role: schema.WeightRole})
	} else if g.value != nil && g.of != g.ends {
		r.Edges.Took(g.of, schema.WeightRole, "each is 1")
	}
	places := make([][]int, len(blocks))
	var ids *npz.Any
	for i, b := range blocks {
		table := r.Nodes
		if b.OfEdges {
			table = r.Edges
		}
		switch {
		case b.values == nil:
			table.Took(b.Name, schema.LeftOut, b.Note)
		case b.ids && ids == nil:
			ids = b.values
			table.Took(b.Name, schema.IDRole, "")
		default:
			for col := range b.Count {
				places[i] = append(places[i], table.Column(b.Column(col), b.stated))
			}
		}
	}
	id := strconv.Itoa
	if ids != nil {
		id = ids.Text
	}
	for node := range g.nodes {
		if err := r.Node(id(node), 0); err != nil {
			return err
		}
		for i, b := range blocks {
			for col, place := range places[i] {
				if !b.OfEdges {
					r.Nodes.Set(place, b.text(node, col))
				}
			}
		}
	}
	for at, e := range g.edges {
		if err := r.Edge(id(e.source), id(e.target), schema.Directed, 0); err != nil {
			return err
		}
		if weight >= 0 {
			r.Edges.Set(weight, g.value.Text(e.at))
		}
		for i, b := range blocks {
			for col, place := range places[i] {
				if b.OfEdges {
					r.Edges.Set(place, b.text(at, col))
				}
			}
		}
	}
	return nil
}

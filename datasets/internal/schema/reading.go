package schema

import (
	"slices"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// Reading collects what a file says of a graph.
type Reading struct {
	Nodes, Edges *Table

	// Implicit says that an edge may name a node that [Reading.Node] was never called for.
	Implicit bool

	choice Choice
	signs  *numbers
	ids    *ids
	ends   [][2]int32
	both   []bool // the edges that are undirected; nil where none is
}

// New starts a reading. file is the path of the file, and noun what its format calls a column, both for errors and for
// the report.
func New(file, noun string, choice Choice) *Reading {
	r := &Reading{choice: choice, signs: newNumbers(choice), ids: newIDs()}
	of := origin{File: file, noun: noun, choice: &r.choice, signs: r.signs}
	r.Nodes, r.Edges = &Table{origin: of}, &Table{origin: of}
	r.Edges.ofEdges = true
	return r
}

// CommasSeparate says that a comma in a number separates thousands where it may also stand before decimals, as the
// file's columns are separated by commas themselves.
func (r *Reading) CommasSeparate() { r.signs.thousands = true }

// ExpectEdges makes room for a number of edges, which saves copying them as more come. More or fewer may come.
func (r *Reading) ExpectEdges(edges int) { r.ends = slices.Grow(r.ends, edges) }

// Node begins a node; what follows by r.Nodes.Set is its attributes. line is where it stands in the file, 0 where the
// format has no lines. An error is about the element before, or says that the id was there already.
//
// Nodes keep the order of these calls. Where there are none, they are numbered in ascending order of their ids if all
// are whole numbers, else by first appearance.
func (r *Reading) Node(id string, line int) error {
	if err := r.Nodes.begin(line); err != nil {
		return err
	}
	return r.ids.declare(id, line, r.Nodes.File)
}

// Edge begins an edge; what follows by r.Edges.Set is its attributes. An undirected one counts in both directions.
func (r *Reading) Edge(source, target string, direction Direction, line int) error {
	if err := r.Edges.begin(line); err != nil {
		return err
	}
	r.ends = append(r.ends, [2]int32{r.ids.mention(source, line), r.ids.mention(target, line)})
	if direction == Undirected && r.both == nil {
		r.both = make([]bool, len(r.ends)-1, cap(r.ends))
	}
	if r.both != nil {
		r.both = append(r.both, direction == Undirected)
	}
	return nil
}

// Result is a file's graph as arrays.
type Result struct {
	IDs   []string // [N] in the order of the nodes
	Names []string // [N] what people call the nodes, or nil

	NodeFeatures arrays.Matrix
	Classes      []int32 // [N] −1 for unlabelled; nil without classes
	ClassNames   []string
	Tasks        arrays.Matrix // NaN for unlabelled
	Values       arrays.Matrix // NaN for unlabelled
	OutputNames  []string      // of tasks or values
	Species      []int32
	Years        []int32
	Times        []int64
	Split        arrays.Split

	// Filled are the cells of NodeFeatures, node and column, that had no value and hold the mean.
	Filled [][2]int32

	Ends         [][2]int32 // source and target of each directed edge
	EdgeFeatures arrays.Matrix
	Weights      []float32 // nil where each edge weighs 1
	EdgeTimes    []int64

	NodeColumns, EdgeColumns []Feature // of the feature matrices
	Columns                  []Column  // the report, in the files' order

	Directions bool // the file itself says of an edge that it is undirected
	Undirected bool // it says so of all edges

	Left [2]int // nodes and edges that were left out, as they lack a value

	both []bool // [edges as they were read] whether an edge has its reverse too; nil where none has
}

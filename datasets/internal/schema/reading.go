package schema

import (
	"errors"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// Kind is what a format itself says of a column's values.
type Kind int

// The kinds of values.
const (
	AnyKind  Kind = iota // the values tell
	Number               // the format declares numbers or truth values
	Text                 // the format declares words, also where they look like numbers
)

// Stated is what a format itself says of a column; the zero value says nothing.
type Stated struct {
	Kind    Kind
	Role    Role   // "" where the format does not say; the user's choice goes before it
	Default string // stands in the rows that have no value of the column
	Why     string // for LeftOut, the note: "a drawing of yEd". The user may still give such a column a role.
}

// Direction says whether an edge has one.
type Direction bool

// The directions of edges.
const (
	Directed   Direction = false
	Undirected Direction = true // the edge and its reverse, with the same attributes
)

// Reading collects what a file says of a graph.
type Reading struct {
	Nodes, Edges *Table

	// Implicit says that an edge may name a node that [Reading.Node] was never called for.
	Implicit bool
}

// New starts a reading. file is the path of the file, and noun what its format calls a column, both for errors and for
// the report.
func New(file, noun string, choice Choice) *Reading { panic("not written yet") }

// Node begins a node; what follows by r.Nodes.Set is its attributes. line is where it stands in the file, 0 where the
// format has no lines. An error is about the element before, or says that the id was there already.
//
// Nodes keep the order of these calls. Where there are none, they are numbered in ascending order of their ids if all
// are whole numbers, else by first appearance.
func (r *Reading) Node(id string, line int) error { panic("not written yet") }

// Edge begins an edge; what follows by r.Edges.Set is its attributes. An undirected one counts in both directions.
func (r *Reading) Edge(source, target string, direction Direction, line int) error {
	panic("not written yet")
}

// Done returns what was read, or the first error: it names the file, the line, the column, the value and what to do.
func (r *Reading) Done() (*Result, error) { panic("not written yet") }

// Table is the columns of nodes, or of edges.
type Table struct{}

// Column is the column of a name. The first call for a name makes it, at any time: rows that are there have no value of
// it. Two columns of one name can't be: where a format has two keys of one name, both are this column.
func (t *Table) Column(name string, stated Stated) int { panic("not written yet") }

// Set gives the element that was begun last a value; "" is no value. The text is not kept after the next Node, Edge or
// Done unless it is copied.
func (t *Table) Set(column int, text string) { panic("not written yet") }

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
}

// ErrDecimalComma is what a method of [Reading] returns for a number that can only be read with a decimal comma, where
// the choice leaves that open: read the file anew with Choice.Decimal ','.
var ErrDecimalComma = errors.New("numbers with a decimal comma")

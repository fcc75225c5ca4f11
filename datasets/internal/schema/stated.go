package schema

// Kind is what a format itself says of a column's values.
type Kind int

// The kinds of values.
const (
	AnyKind Kind = iota // the values tell
	Number              // the format declares numbers or truth values
	Text                // the format declares words, also where they look like numbers
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

package schema

// Missing says what becomes of a feature without a value.
type Missing string

// What becomes of features without a value.
const (
	Refuse   Missing = ""          // an error that names the first of them
	Zero     Missing = "zero"      // 0
	Mean     Missing = "mean"      // the mean over the training nodes, or over all without a split; of edges over all
	Indicate Missing = "indicator" // 0, and a feature of its own is 1
	LeaveOut Missing = "leave out" // the node, with its edges, or the edge, is left out
)

// Choice is what a user says of a file's columns and values.
type Choice struct {
	Roles []Given // in the order in which they were given; of two for one column the last counts

	// OnlyNodeFeatures and OnlyEdgeFeatures say that columns are features only where they are named as such.
	OnlyNodeFeatures, OnlyEdgeFeatures bool

	Missing      Missing
	MissingWords []string // the words that stand for no value, in any case; nil for the usual ones

	// Decimal is the sign before a number's decimals, '.' or ','; 0 where the file's numbers tell.
	Decimal rune
	// DateLayout is how dates are written, as package time writes layouts; "" where the dates tell.
	DateLayout string
}

// Given is the role that a user gave to a column.
type Given struct {
	Column string
	Role   Role
	Option string // the option that it was given by, for errors, such as "WithClassFrom"
	// Edges and Nodes say that the column is one of edges, or of nodes; neither where both are looked at, nodes first.
	Nodes, Edges bool
	// Date says that the column holds dates, which become a feature in days since 1970.
	Date bool
}

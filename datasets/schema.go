package datasets

import "github.com/kilolayer/kilolayer/datasets/internal/schema"

// Schema is what a graph's columns are called, where they are from, and what was done to them. A model keeps the schema
// of the graph that it is trained on, and reads every other graph by it: see [Graph.Conform].
type Schema struct {
	NodeFeatures []Feature `json:"node features,omitzero"` // [F] the columns of NodeFeatures; nil without names
	EdgeFeatures []Feature `json:"edge features,omitzero"` // [D] the columns of EdgeFeatures; nil without names
	Classes      []string  `json:"classes,omitzero"`       // what the classes are called, in their order; nil without names
	Outputs      []string  `json:"outputs,omitzero"`       // [T] or [V] the names of tasks or values; nil without names

	// RowNormalized says that each node's features were divided by their sum, by NormalizeFeatures.
	RowNormalized bool `json:"row normalized,omitzero"`

	Format  string   `json:"format,omitzero"`  // what the source was read as, such as "GraphML"; "" when it was no file
	Columns []Column `json:"columns,omitzero"` // what the source's columns became; nil when it has none
}

// Feature is a column of node or edge features.
type Feature = schema.Feature

// Column is what became of a column of a file.
type Column = schema.Column

// Role is what a column of a file is to the graph.
type Role = schema.Role

// The roles of columns.
const (
	FeatureRole  = schema.FeatureRole  // a number
	CategoryRole = schema.CategoryRole // one feature of zeros and ones for each of its values
	WeightRole   = schema.WeightRole   // the weight of an edge
	ClassRole    = schema.ClassRole    // the class to predict
	TaskRole     = schema.TaskRole     // a yes/no task to predict
	ValueRole    = schema.ValueRole    // a real number to predict
	SplitRole    = schema.SplitRole    // whether a node trains, validates or tests
	IDRole       = schema.IDRole       // what nodes are known by in the file
	EndRole      = schema.EndRole      // the id of an edge's source or target
	NameRole     = schema.NameRole     // what people call a node
	TimeRole     = schema.TimeRole     // when a node or an edge is from
	SpeciesRole  = schema.SpeciesRole  // the species that a node comes from
	LeftOut      = schema.LeftOut      // not read; Note says why
)

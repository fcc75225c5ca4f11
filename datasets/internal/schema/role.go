package schema

// Role is what a column of a file is to the graph.
type Role string

// The roles of columns.
const (
	FeatureRole  Role = "feature"  // a number
	CategoryRole Role = "category" // one feature of zeros and ones for each of its values
	WeightRole   Role = "weight"   // the weight of an edge
	ClassRole    Role = "class"    // the class to predict
	TaskRole     Role = "task"     // a yes/no task to predict
	ValueRole    Role = "value"    // a real number to predict
	SplitRole    Role = "split"    // whether a node trains, validates or tests
	IDRole       Role = "id"       // what nodes are known by in the file
	EndRole      Role = "end"      // the id of an edge's source or target
	NameRole     Role = "name"     // what people call a node
	TimeRole     Role = "time"     // when a node or an edge is from
	SpeciesRole  Role = "species"  // the species that a node comes from
	LeftOut      Role = "left out" // not read; Note says why
)

// Column is what became of a column of a file.
type Column struct {
	File    string `json:"file"` // its name without the folder
	Name    string `json:"name"`
	OfEdges bool   `json:"of edges,omitzero"`
	Role    Role   `json:"role"`
	Note    string `json:"note,omitzero"`    // how it was read, or why it was left out
	Missing int    `json:"missing,omitzero"` // rows without a value
}

// Feature is a column of node or edge features.
type Feature struct {
	Name string `json:"name"`

	// Category is what a column of zeros and ones stands for: 1 where the source's column Name has this value. A column
	// of numbers has none.
	Category string `json:"category,omitzero"`

	// IsMissing says that the column is 1 where the source's column Name has no value.
	IsMissing bool `json:"is missing,omitzero"`

	// Fill is what stands in the place of a missing value, as the source counts; nil where none may be missing.
	Fill *float32 `json:"fill,omitzero"`

	// A standardized column holds (x − Mean) / Deviation of the source's x, both over the training nodes. Deviation 0
	// means that it is not standardized.
	Mean      float32 `json:"mean,omitzero"`
	Deviation float32 `json:"deviation,omitzero"`
}

// String is the column's name, with the category that it stands for.
func (f Feature) String() string {
	switch {
	case f.Category != "":
		return f.Name + "=" + f.Category
	case f.IsMissing:
		return f.Name + " is missing"
	}
	return f.Name
}

// Scaled is a value of the source as the column holds it.
func (f Feature) Scaled(x float32) float32 {
	if f.Deviation == 0 {
		return x
	}
	return float32((float64(x) - float64(f.Mean)) / float64(f.Deviation))
}

// Unscaled is the inverse of Scaled.
func (f Feature) Unscaled(x float32) float32 {
	if f.Deviation == 0 {
		return x
	}
	return float32(float64(x)*float64(f.Deviation) + float64(f.Mean))
}

package schema

import (
	"slices"
	"strings"
)

// targetNames are the names that columns to predict often have. The target is never guessed, and one that a user has
// not named is no feature.
var targetNames = []string{"class", "classes", "label", "labels", "target", "targets", "outcome", "ground_truth",
	"groundtruth", "y_true", "node_label", "node_labels", "class_id", "class_label", "class_labels", "label_id"}

// MayBeTarget is the note of such a column.
const MayBeTarget = "by its name it may be what to predict, which is never guessed: name it by WithClassFrom, " +
	"WithTasksFrom or WithValuesFrom"

// rowNames are names that R and pandas give to a column of row numbers.
var rowNames = []string{"index", "level_0", "rownames", "row.names", "rowname", "...1"}

// IsTargetName says whether a column of nodes by that name may be what to predict.
func IsTargetName(name string) bool { return among(name, targetNames...) }

// IsMaskName says whether a column of nodes by that name is true for the nodes of one split.
func IsMaskName(name string) bool { return maskOf(name) >= 0 }

// maskNames are the names of columns that are true for the nodes of one split, by the split's number.
var maskNames = [][]string{{"train_mask"}, {"val_mask", "valid_mask", "validation_mask"}, {"test_mask"}}

// maskOf is the split whose mask a column is by its name, or −1.
func maskOf(name string) int {
	return slices.IndexFunc(maskNames, func(names []string) bool { return among(name, names...) })
}

func among(name string, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// resolve decides what the column is by what is known before its values: what the user says, then the format, then the
// column's name.
func (c *column) resolve() {
	if c.given = c.table.given(c.name); c.given != nil {
		c.role = c.given.Role
	} else if c.stated.Role != "" {
		c.role, c.note = c.stated.Role, c.stated.Why
	} else {
		c.resolveByName()
	}
	switch c.role {
	case ClassRole, CategoryRole, SplitRole, NameRole, SpeciesRole:
		c.keeps = allWords
	case FeatureRole, WeightRole, TaskRole, ValueRole:
		c.keeps = floats
	case TimeRole:
		c.keeps = integers
	}
	if c.given != nil && c.given.Date && c.keeps == floats {
		c.keeps, c.dates = days, newDates(c.table.choice.DateLayout)
	}
}

func (c *column) resolveByName() {
	name, edges, t := c.name, c.table.ofEdges, c.table
	leave := func(note string) { c.role, c.note = LeftOut, note }
	switch {
	case name == "" || strings.HasPrefix(name, "Unnamed: "): // so pandas names what has no name
		leave("it has no name, as the row numbers of R and pandas")
	case !edges && among(name, rowNames...):
		leave("the row numbers of R and pandas; WithNodeFeatures takes it all the same")
	case edges && among(name, "weight"):
		c.role = WeightRole
	case edges && among(name, "id", "edge_id"):
		leave("the ids of edges")
	case among(name, "time", "timestamp") || !edges && among(name, "year"):
		c.role = TimeRole
	case !edges && (among(name, "split") || maskOf(name) >= 0):
		c.role = SplitRole
	case !edges && among(name, "name"):
		c.role = NameRole
	case among(name, targetNames...) && !edges:
		leave(MayBeTarget)
	case edges && t.choice.OnlyEdgeFeatures:
		leave("not among WithEdgeFeatures")
	case !edges && t.choice.OnlyNodeFeatures:
		leave("not among WithNodeFeatures")
	default:
		c.role, c.guessed = FeatureRole, true
	}
}

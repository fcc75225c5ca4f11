package csv

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// column is what the header says of a column.
type column struct {
	name   string
	stated schema.Stated
}

// The types of Neo4j's columns.
var (
	numberTypes = []string{"int", "integer", "long", "float", "double", "byte", "short", "boolean"}
	textTypes   = []string{"string", "char"}
	otherTypes  = []string{"point", "date", "localtime", "time", "localdatetime", "datetime", "duration"}
)

// describe says what the names of the columns say of them, in the headers of Gephi and Neo4j. It takes Neo4j's types
// off the names.
func describe(names []string, ofEdges bool) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i].name = name
	}
	switch {
	case isNeo4j(names):
		for i, name := range names {
			columns[i] = ofNeo4j(name)
		}
	case isGephi(names, ofEdges):
		for i := range columns {
			columns[i].stated = ofGephi(columns[i].name, ofEdges)
		}
	}
	return columns
}

func leftOut(why string) schema.Stated { return schema.Stated{Role: schema.LeftOut, Why: why} }

// isGephi says whether a header has the columns that Gephi's data laboratory exports.
func isGephi(names []string, ofEdges bool) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	times := has("timeset") || has("Interval") || has("Time Interval") || has("Timestamp")
	if ofEdges {
		return has("Source") && has("Target") && has("Type") && has("Id") && (times || has("Label") || has("Weight"))
	}
	return has("Id") && has("Label") && (times || len(names) > 1 && names[0] == "Id" && names[1] == "Label")
}

func ofGephi(name string, ofEdges bool) schema.Stated {
	switch {
	case name == "timeset" || name == "Interval" || name == "Time Interval" || name == "Timestamp":
		return leftOut("when an element of Gephi is there")
	case ofEdges && name == "Id":
		return leftOut("the ids of Gephi's edges")
	case ofEdges && name == "Label":
		return leftOut("the labels of Gephi's edges")
	case name == "Label":
		return schema.Stated{Role: schema.NameRole}
	}
	return schema.Stated{}
}

// isNeo4j says whether a header is one of Neo4j's import.
func isNeo4j(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, kind := neo4jType(name)
		return among(kind, "id", "start_id", "end_id", "label", "type") && strings.HasPrefix(name, ":") || kind == "id"
	})
}

func among(name string, names ...string) bool { return slices.Contains(names, name) }

// neo4jType takes the type off a name, such as weight:float, in lower case; "" for none. Behind it the header may say
// which group the ids are of, as in :ID(Person), and options in braces.
func neo4jType(header string) (name, kind string) {
	name, kind, found := strings.Cut(header, ":")
	if !found {
		return header, ""
	}
	if end := strings.IndexAny(kind, "({"); end >= 0 {
		kind = kind[:end]
	}
	return name, strings.ToLower(strings.TrimSpace(kind))
}

// typeless are names where those of an edge's ends in Neo4j, such as :START_ID(Person), are without the group.
func typeless(names []string) []string {
	plain := slices.Clone(names)
	for i, name := range names {
		if _, kind := neo4jType(name); kind == "start_id" || kind == "end_id" {
			plain[i] = ":" + kind
		}
	}
	return plain
}

func ofNeo4j(header string) column {
	name, kind := neo4jType(header)
	if name == "" {
		name, _, _ = strings.Cut(header, "(")
		name, _, _ = strings.Cut(name, "{")
	}
	c := column{name: name}
	switch {
	case among(kind, numberTypes...):
		c.stated.Kind = schema.Number
	case among(kind, textTypes...):
		c.stated.Kind = schema.Text
	case strings.HasSuffix(kind, "[]"):
		c.stated = leftOut("a list of values")
	case kind == "label":
		c.stated = leftOut("the labels of Neo4j; WithCategories makes a feature of each of them")
	case kind == "type":
		c.stated.Role = schema.CategoryRole
	case kind == "ignore":
		c.stated = leftOut("to be ignored, as the header says")
	case kind == "point" || kind == "duration":
		c.stated = leftOut("a " + kind)
	case kind == "id":
		c.stated.Role = schema.IDRole
	case kind == "start_id" || kind == "end_id":
		c.stated.Role = schema.EndRole
	case kind != "" && !among(kind, otherTypes...):
		c.name = header // what stands behind the colon is part of the name
	}
	return c
}

// add makes the columns of a reading's table, and returns their places there.
func add(t *schema.Table, columns []column) []int {
	places := make([]int, len(columns))
	for i, c := range columns {
		places[i] = t.Column(c.name, c.stated)
	}
	return places
}

// checkNames refuses two columns of one name.
func (t *table) checkNames(columns []column) error {
	seen := map[string]bool{}
	for _, c := range columns {
		if c.name != "" && seen[c.name] {
			return t.errorf("two columns have the name %q; give each its own", c.name)
		}
		seen[c.name] = true
	}
	return nil
}

// find is the column that a user named for an option, as it stands in the file or without its type.
func (t *table) find(columns []column, name, option string) (int, error) {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	if i := known(t.names, name); i >= 0 && name != "" {
		return i, nil
	}
	if i := known(names, name); i >= 0 && name != "" {
		return i, nil
	}
	return 0, fmt.Errorf("%s has no column %q for %s; it has %s", t.file.Path(), name, option, t.list())
}

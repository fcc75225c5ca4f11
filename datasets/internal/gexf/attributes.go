package gexf

import (
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// columns are those of nodes, or of edges.
type columns struct {
	table    *schema.Table
	declared map[string]int // by the attribute's id
	own      map[string]int // of what the format itself names, such as the label
	titles   map[string]bool
	times    times
}

// times is what was seen of when nodes, or edges, begin.
type times struct {
	left           bool   // they are no times
	name           string // what the file calls them, start or timestamp
	elements, with int
	odd            bool // one is no whole number
}

func newColumns(table *schema.Table, timeless bool) columns {
	return columns{table: table, declared: map[string]int{}, own: map[string]int{}, titles: map[string]bool{},
		times: times{left: timeless}}
}

// declare makes the column of an attribute. It says whether there was one of that id already.
func (c *columns) declare(id, title, kind, value string, dynamic bool) bool {
	if _, ok := c.declared[id]; ok {
		return false
	}
	if title == "" {
		title = id
	}
	stated := schema.Stated{Kind: kindOf(kind), Default: value}
	switch {
	case dynamic:
		stated.Role, stated.Why = schema.LeftOut, "values that change with time"
	case strings.HasPrefix(kind, "list"):
		stated.Role, stated.Why = schema.LeftOut, "lists"
	case title == "networkx_key":
		stated.Role, stated.Why = schema.LeftOut, "keys of a multigraph"
	case strings.EqualFold(title, "name"):
		stated.Role, stated.Why = schema.LeftOut, "the nodes have labels as names"
	}
	c.declared[id] = c.table.Column(title, stated)
	c.titles[title] = true
	return true
}

func kindOf(kind string) schema.Kind {
	switch strings.ToLower(kind) {
	case "integer", "int", "long", "short", "byte", "biginteger", "double", "float", "bigdecimal", "boolean":
		return schema.Number
	case "string", "anyuri", "char", "character":
		return schema.Text
	}
	return schema.AnyKind
}

// set gives the element at hand a value that the format itself names. Where a file declares an attribute of that name,
// the format's own has a name in brackets.
func (c *columns) set(name, text string, stated schema.Stated) {
	if text == "" {
		return
	}
	column, ok := c.own[name]
	if !ok {
		title := name
		if c.titles[title] && stated.Role != schema.WeightRole {
			title = "[" + name + "]"
		}
		column = c.table.Column(title, stated)
		c.own[name] = column
	}
	c.table.Set(column, text)
}

// setDeclared gives the element at hand a value of an attribute. It says whether there is one of that id.
func (c *columns) setDeclared(id, text string) bool {
	column, ok := c.declared[id]
	switch {
	case ok:
		c.table.Set(column, text)
	case id == "weight": // which Gephi 0.7 does not declare
		c.set(id, text, weight)
	default:
		return false
	}
	return true
}

// weight is the weight of an edge.
var weight = schema.Stated{Kind: schema.Number, Role: schema.WeightRole, Default: "1"}

// leftOut states a column that the graph can't hold.
func leftOut(why string) schema.Stated { return schema.Stated{Role: schema.LeftOut, Why: why} }

package graphml

import (
	"cmp"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// key is a key of a document: an attribute of nodes, of edges, or of both.
type key struct {
	id, name, kind string
	value          string // the default
	program        string // what a program keeps by it, such as yEd its drawing
}

// keys are the keys of nodes, or of edges.
type keys struct {
	list    []key
	names   map[string]string // by id
	columns map[string]int    // by id; −1 for a program's own things
	given   []bool            // the columns that the element at hand has a value of
}

// add takes in a key. It says whether there was another one of the same id. Where NetworkX is asked for ids that are
// names, an attribute with numbers of two types has two keys of one id.
func (k *keys) add(added key) bool {
	name, there := k.names[added.id]
	if there && (name == "" || added.name != name) {
		return false
	}
	if k.names == nil {
		k.names = map[string]string{}
	}
	k.names[added.id] = added.name
	k.list = append(k.list, added)
	return true
}

// named says whether each of the names is that of a key, and its id.
func (k *keys) named(names ...string) bool {
	for _, name := range names {
		if k.names[name] != name {
			return false
		}
	}
	return true
}

// begin makes the columns of the keys.
func (k *keys) begin(table *schema.Table, role func(key) (schema.Role, string)) {
	k.columns = map[string]int{}
	for _, key := range k.list {
		if key.name == "" {
			k.columns[key.id] = -1
			why := "a program's own"
			if key.program != "" {
				why = "a drawing of yEd"
			}
			table.Took(cmp.Or(key.program, key.id), schema.LeftOut, why)
			continue
		}
		stated := schema.Stated{Kind: kindOf(key.kind), Default: key.value}
		stated.Role, stated.Why = role(key)
		column := table.Column(key.name, stated)
		k.columns[key.id] = column
		for len(k.given) <= column {
			k.given = append(k.given, false)
		}
	}
}

func kindOf(attrType string) schema.Kind {
	switch strings.ToLower(attrType) {
	case "boolean", "int", "integer", "long", "float", "double":
		return schema.Number
	case "string":
		return schema.Text
	}
	return schema.AnyKind
}

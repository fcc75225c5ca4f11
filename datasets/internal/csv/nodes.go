package csv

import (
	"fmt"
	"io"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// readNodes reads the rows of nodes, whose ids are in the column that the user named, or "". It returns the name of
// that column where it may be an id itself.
func readNodes(r *schema.Reading, table *table, named string) (firstName string, err error) {
	columns := describe(table.names, false)
	id, known, err := table.idOf(columns, named)
	if err != nil {
		return "", err
	}
	if !table.headless {
		unknown := []int{id}
		if known {
			unknown = nil
		} else {
			firstName = table.names[id]
		}
		if err := table.checkHeader(unknown...); err != nil {
			return "", err
		}
	}
	columns[id].stated = schema.Stated{Role: schema.IDRole}
	if err := table.checkNames(columns); err != nil {
		return "", err
	}
	places := add(r.Nodes, columns)
	some := false
	for {
		row, err := table.next()
		if err == io.EOF && !some {
			return "", fmt.Errorf("%s has a header but no nodes", table.file.Path())
		}
		if err == io.EOF {
			return firstName, nil
		}
		if err != nil {
			return "", err
		}
		some = true
		if row[id] == "" {
			return "", table.noID(id)
		}
		if err := r.Node(row[id], table.line); err != nil {
			return "", err
		}
		for column, place := range places {
			r.Nodes.Set(place, row[column])
		}
	}
}

// idOption is the option that names the column of ids.
const idOption = "WithRole(datasets.IDRole, …)"

// idOf is the column of the nodes' ids, and whether it is known by its name.
func (t *table) idOf(columns []column, named string) (id int, isKnown bool, err error) {
	if named != "" {
		id, err = t.find(columns, named, idOption)
		return id, true, err
	}
	if t.headless {
		return 0, true, nil
	}
	id = -1
	for column, c := range columns {
		if c.stated.Role != schema.IDRole {
			continue
		}
		if id >= 0 {
			return 0, false, fmt.Errorf("%s has two columns of ids, %q and %q; name one by %s", t.file.Path(),
				t.names[id], t.names[column], idOption)
		}
		id = column
	}
	if id >= 0 {
		return id, true, nil
	}
	if id := known(t.names, idNames...); id >= 0 {
		return id, true, nil
	}
	if source, target := knownEnds(typeless(t.names)); source >= 0 && target >= 0 {
		return 0, false, fmt.Errorf("%s looks like a table of edges, as it has the columns %q and %q and no id; the "+
			"table of "+
			"edges comes first, and that of nodes by WithNodes; else name the nodes' ids by %s", t.file.Path(),
			t.names[source], t.names[target], idOption)
	}
	first := 0
	for first < len(t.names) && isIndex(t.names[first]) {
		first++
	}
	// A column without a name may be the numbers of the rows, or the ids, as pandas writes them as its index.
	if first == len(t.names) || first > 0 && !(countUp(t.sample, 0) && t.areIDs(first)) {
		return 0, true, nil
	}
	return first, false, nil
}

// isIndex says whether a column has no name, or one that pandas gives to a column without.
func isIndex(name string) bool { return name == "" || strings.HasPrefix(name, "Unnamed: ") }

// areIDs says whether the first values of a column are words, all different.
func (t *table) areIDs(column int) bool {
	seen := map[string]bool{}
	for _, row := range t.sample {
		if len(row) <= column || row[column] == "" || isNumber(row[column]) || seen[row[column]] {
			return false
		}
		seen[row[column]] = true
	}
	return true
}

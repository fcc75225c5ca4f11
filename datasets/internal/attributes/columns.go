package attributes

import "github.com/kilolayer/kilolayer/datasets/internal/schema"

// Columns are the columns of nodes, or of edges. The zero value is ready for Begin.
type Columns struct {
	table   *schema.Table
	index   map[string]int
	lost    map[string]string // why columns are left out, by name
	learned bool
}

// Begin begins to read the file, for the first time or anew.
func (c *Columns) Begin(table *schema.Table) {
	c.table, c.index, c.learned = table, map[string]int{}, false
}

// Learned says that a column has to be left out of which that was not known before: read the file anew.
func (c *Columns) Learned() bool { return c.learned }

// Has says whether there is a column of the name.
func (c *Columns) Has(name string) bool {
	_, ok := c.index[name]
	return ok
}

// Set gives the element that was begun last a value. The first call for a name states what its column is.
func (c *Columns) Set(name, text string, stated schema.Stated) {
	column, ok := c.index[name]
	if !ok {
		if why := c.lost[name]; why != "" {
			stated = schema.Stated{Role: schema.LeftOut, Why: why}
		}
		column = c.table.Column(name, stated)
		c.index[name] = column
	}
	c.table.Set(column, text)
}

// Lose gives the element that was begun last a value that is none of a column, and says why.
func (c *Columns) Lose(name, text, why string) {
	if c.lost[name] == "" {
		if c.lost == nil {
			c.lost = map[string]string{}
		}
		c.lost[name] = why
		c.learned = c.learned || c.Has(name)
	}
	c.Set(name, text, schema.Stated{})
}

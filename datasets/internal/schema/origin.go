package schema

import "strings"

// origin is what the columns of a table have in common.
type origin struct {
	File string // the path of the file that it is from, for errors and for the report

	noun    string
	ofEdges bool
	choice  *Choice
	signs   *numbers
}

// place is where a text of a column stands.
func (o *origin) place(column string, line int, text string) place {
	return place{o.File, o.noun, column, line, text}
}

// errorf is an error about a column's value in a line.
func (o *origin) errorf(column string, line int, format string, values ...any) error {
	return o.place(column, line, "").errorf(format, values...)
}

// given is what the user says of a column of this table; nil for nothing. A name as it stands goes before one in
// another case, and of two for one column the last counts.
func (o *origin) given(name string) *Given {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for i := len(o.choice.Roles) - 1; i >= 0; i-- {
			g := &o.choice.Roles[i]
			if same(g.Column, name) && !(o.ofEdges && g.Nodes) && !(!o.ofEdges && g.Edges) {
				return g
			}
		}
	}
	return nil
}

// Package schema makes arrays of what a file says of nodes and of edges, and says what it took each column for.
//
// A reader of a format knows the file's layout. It names the columns, gives the nodes and the edges one by one with the
// text of their fields, and takes the result:
//
//	r := schema.New("friends.gml", "attribute", choice)
//	age := r.Nodes.Column("age", schema.Stated{})
//	if err := r.Node("ada", 2); err != nil {
//		return err // names the file, the line and the column
//	}
//	r.Nodes.Set(age, "31")
//	err := r.Edge("ada", "bob", schema.Undirected, 5)
//	…
//	return r.Done()
//
// What a column is to the graph, its [Role], is decided by the user's [Choice], else by what the format states, else by
// the column's name where that is safe, else by its values: numbers are features, and words are left out with a note
// that says so. The target is never guessed.
package schema

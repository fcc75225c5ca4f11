// Package gml reads a graph from a GML file, as NetworkX, igraph, Gephi, yEd and the data sets of M. Newman have it.
//
// A node's id is its id, and its label is its name; without labels its name is. Values without quotes are numbers. What
// has quotes is words, but for Gephi, which puts quotes around all, and for whole numbers beyond 32 bits. Lists and
// what is nested, such as a drawing, are left out with a note. The value of an edge is its weight where it has no other
// one.
//
//	result, err := gml.Read(ctx, files.FromDisk, "football.gml", schema.Choice{})
//	if err != nil {
//		return err // "football.gml line 7: …"
//	}
//	fmt.Println(len(result.IDs), len(result.Ends))
//
// M. Himsolt, GML: A portable Graph File Format, 1997.
package gml

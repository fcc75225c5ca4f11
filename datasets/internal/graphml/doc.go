// Package graphml reads a graph from a GraphML file, as NetworkX, igraph, Gephi and yEd write it.
//
// Keys are columns, those of one name are one; their types say what holds numbers and what holds words, and a key's
// default stands in where a node or an edge has no value. A drawing of Gephi or yEd is left out, but for the labels of
// nodes, which are their names. Hyperedges, ports, nested graphs and a second graph are refused.
//
//	result, err := graphml.Read(ctx, files.FromDisk, "power.graphml", schema.Choice{})
//	if err != nil {
//		return err // "power.graphml line 7: …"
//	}
//	fmt.Println(len(result.IDs), len(result.Ends))
//
// U. Brandes et al., GraphML Progress Report, Graph Drawing 2001.
package graphml

// Package graphml reads a graph from a GraphML file, as networkx, igraph, Gephi and yEd write it.
//
// Numbers and truth values, by attr.type, are features of a node or an edge in the order of their keys; a key's default
// stands in where a node or an edge has no value. Hyperedges, ports, nested graphs and a second graph are refused.
//
//	nodes, edges, err := graphml.Read(ctx, files.FromDisk, "power.graphml", columns.Choice{})
//	if err != nil {
//		return err // "power.graphml line 7: …"
//	}
//	fmt.Println(len(nodes.IDs), len(edges.Ends))
//
// U. Brandes et al., GraphML Progress Report, Graph Drawing 2001.
package graphml

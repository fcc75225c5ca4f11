// Package nodelink reads a graph from a JSON file of nodes and links, in the layouts that tools have for it:
//
//   - NetworkX's node_link_data {nodes: [{id, …}], links or edges: [{source, target, …}]} and adjacency_data
//   - d3's {nodes, links}, whose links name nodes by their place or by their name
//   - Cytoscape.js's {elements: {nodes: [{data: {…}}], edges}}, which NetworkX writes by cytoscape_data
//   - graphology's {nodes: [{key, attributes: {…}}], edges}, which Gephi and sigma.js write
//   - the JSON Graph Format's {graph: {nodes: {id: {label, metadata: {…}}}, edges}}
//
// Edges have no direction unless the file says so; in the JSON Graph Format and in graphology's they have one. Numbers
// and truth values are features, null is no value, and a column with a list or an object in it is left out. NaN, which
// Python writes, is null.
//
//	result, err := nodelink.Read(ctx, files.FromDisk, "miserables.json", schema.Choice{})
//	if err != nil {
//		return err // "miserables.json line 7: …"
//	}
//	fmt.Println(len(result.IDs), len(result.Ends))
package nodelink

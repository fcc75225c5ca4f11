// Package oldcsv reads a graph from tables: one of edges, and one of nodes if there is one. The columns are separated by
// commas, semicolons or tabs, the files may be zipped by gzip, and quotes are those of RFC 4180.
//
//	tables := oldcsv.Tables{Open: files.FromDisk, Edges: "edges.csv", Nodes: "nodes.csv"}
//	nodes, edges, err := tables.Read(ctx)
//	if err != nil {
//		return err // "edges.csv line 3: column …"
//	}
//	fmt.Println(len(nodes.IDs), len(edges.Ends))
package oldcsv

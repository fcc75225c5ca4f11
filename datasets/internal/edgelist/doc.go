// Package edgelist reads a list of edges as the Stanford Network Analysis Project (SNAP) publishes them: one edge per
// line, two ids separated by blanks, tabs or commas, and after them the edge's features, as many on each line. Empty
// lines and lines that start with # or % are passed over.
//
//	ids, edges, err := edgelist.Read(ctx, files.FromDisk, "network.txt")
//	if err != nil {
//		return err // "network.txt line 3: …"
//	}
//	source := ids[edges.Ends[0][0]]
package edgelist

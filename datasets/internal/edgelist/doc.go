// Package edgelist reads lists of edges: two ids a line, separated by blanks, tabs, commas or semicolons, and after
// them what is known of the edge. Lines that begin with # or % are comments.
//
//	result, err := edgelist.Read(ctx, files.FromDisk, "network.txt", schema.Choice{})
//	if err != nil {
//		return err // "network.txt line 3: …"
//	}
//	source := result.IDs[result.Ends[0][0]]
//
// What follows the ids is, in this order:
//
//   - in a file that begins with KONECT's "% sym posweighted", the weight and the time;
//   - a dict of Python, as NetworkX writes it, each key a column;
//   - the columns that the last comment, or a first line, names: "# FromNodeId ToNodeId Sign" of SNAP;
//   - one number without a name, the column "3": a weight, or from 100,000,000 on a time, in seconds since 1970;
//   - several numbers without names, the columns "3", "4" and so on: features.
//
// A comment such as "# from to time" names what is taken for something else.
//
// Edges have a direction but where the file says otherwise: SNAP's "# Undirected graph", KONECT's sym and bip, and
// files that are called .ncol. In a bip file both sides are numbered from 1: the nodes of the right side are called
// "right 1", "right 2" and so on, and the category "side" of a node is left or right.
//
// The formats are described by J. Leskovec and A. Krevl, SNAP Datasets, 2014; by J. Kunegis, KONECT, WWW 2013 companion
// (file format in its Handbook); by the documentation of NetworkX, readwrite.edgelist; and, for NCOL, by that of
// igraph.
package edgelist

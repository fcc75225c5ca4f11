// Package columns makes arrays of what tables say of nodes and of edges: features from columns of numbers, classes and
// species from names, years, and splits. It also numbers nodes whose ids in a file are words.
//
// The readers of CSV, of edge lists and of GraphML name the columns and add the rows:
//
//	t := &columns.Table{File: "nodes.csv", Noun: "column", Columns: []string{"id", "class", "weight"}}
//	if err := t.OfNodes(columns.Choice{}, []string{"class"}, 0); err != nil {
//		return err
//	}
//	ids := columns.NewIDs()
//	ids.Add("ada")
//	if err := t.Add([]string{"ada", "math", "1.5"}, 2); err != nil {
//		return err // names the file, line 2 and the column
//	}
//	nodes, err := t.Nodes(ids.Names)
package columns

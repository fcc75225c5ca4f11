// Package attributes keeps the columns of a file whose attributes are known only as they come, and where a value may
// turn out to be no value of a column, as it is a list. Such a column is left out as a whole, so the file is read anew
// then:
//
//	var nodes attributes.Columns
//	for {
//		reading := schema.New(path, "attribute", choice)
//		nodes.Begin(reading.Nodes)
//		… // reading.Node(…), nodes.Set("age", "31", schema.Stated{}), nodes.Lose("tags", `["a"]`, "lists")
//		if !nodes.Learned() {
//			return reading.Done()
//		}
//	}
package attributes

// Package described writes down what a reader of a format returned, for tests to compare.
//
//	fmt.Print(described.Result(result))
//	// n0 "Anna" age=31
//	// n1 "Bob" age=28
//	// n0>n1 weighs 0.5
//	// node label: name
//	// node age: feature
//	// edge weight: weight
package described

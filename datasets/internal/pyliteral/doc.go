// Package pyliteral reads dicts as Python writes them, such as NetworkX at the end of a line of edges:
//
//	err := pyliteral.Dict("{'weight': 0.5, 'kind': None}", func(key, value string) error {
//		return nil // "weight" and "0.5", then "kind" and ""
//	})
//
// Nothing is evaluated. See the Python Language Reference, Literals.
package pyliteral

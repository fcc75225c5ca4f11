// Package madeup makes the files that tests of data sets read: small sets in each layout, and their parts.
//
//	folder := fstest.MapFS{}
//	for name, text := range madeup.OGB() {
//		folder[name] = &fstest.MapFile{Data: madeup.Gzip(text)}
//	}
//	content := madeup.Archive(map[string][]byte{"labels": madeup.Vector[int64](0, 1, 1)})
//	open := madeup.Texts(map[string]string{"edges.csv": "source,target\na,b\n"})
//
// What can't be made is a mistake in a test, and panics.
package madeup

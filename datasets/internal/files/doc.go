// Package files reads the files of data sets: text in its encodings, plain or zipped, until a context ends it, with
// errors of one line that name the file.
//
//	text, err := files.Open(ctx, files.FromDisk, "edges.csv")
//	if err != nil {
//		return err // "edges.csv: no such file or directory"
//	}
//	defer text.Close()
//	line, err := text.ReadString('\n')
//	if err != nil && err != io.EOF {
//		return text.Error(err) // "edges.csv is damaged or cut short; …"
//	}
//
// A text that is not in UTF-8 or UTF-16 needs a word of the user, by [WithEncoding].
package files

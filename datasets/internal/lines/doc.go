// Package lines goes through the lines of a text file whose lines are lists, and cuts them into fields.
//
//	text, err := lines.Open(ctx, files.FromDisk, "friends.net", files.MaxLine)
//	if err != nil {
//		return err
//	}
//	defer text.Close()
//	for text.Next() {
//		first, rest := lines.Blank.Cut(text.Line)
//		if first == "" {
//			return text.Errorf("no id") // "friends.net line 3: no id"
//		}
//		…
//	}
//	return text.Err()
package lines

package fetch

// File is one published file and what must have come.
type File struct {
	URL  string
	Path string // where it goes
	Size int64  // in bytes; 0 when it is not known
	Sum  Sum    // "" when none is published
}

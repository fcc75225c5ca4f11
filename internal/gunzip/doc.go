// Package gunzip unpacks gzip files (RFC 1952 and 1951).
//
// It stands in place of github.com/klauspost/compress/gzip because it takes 0.31 of its time, and 0.25 of compress/gzip's,
// for ogbn-arxiv's raw/edge.csv.gz, and unpacking is what reading such a set waits for.
//
// A member of the file is a header, blocks, and a trailer with a sum (reader.go). A block is stored or coded; a coded one
// has two Huffman codes (code.go), and what they say is literals and matches (inflate.go). Two loops unpack these: step
// does one at a time and knows everything; fast looks up what is frequent in tables, several symbols at once, and leaves
// the rest to step. Both write behind a window of the text before, as far back as a match can reach.
package gunzip

// Package fetch brings published files onto this machine: once, whole and checked.
//
//	file := fetch.File{URL: "https://example.org/cora.npz", Path: "data/cora.npz", Sum: "1a2b…"}
//	if err := fetch.Get(ctx, "Cora", []fetch.File{file}); err != nil {
//		return err // one line that names the address or the folder
//	}
//
// A file grows as Path.part beside its Path and is renamed when its length and its sum are right, so what stands at
// Path can be trusted. Path.part stays when the context ends or the program is killed, and the next call goes on from
// it. Path.part.tag holds what the server calls that version of the file, so that two versions are never joined.
//
// Get shows how far it is: in a notebook, in a terminal, or in a log.
package fetch

// Package fetch brings published files onto this machine: once, whole and checked.
//
// A file grows as Path.part beside its Path and is renamed when its length and its sum are right, so what stands at Path
// can be trusted. Path.part survives an interrupt, and the next call goes on from it; Path.part.tag holds what the server
// calls that version of the file, so that two versions are never joined.
package fetch

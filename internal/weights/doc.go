// Package weights writes the parameters of networks to safetensors files and reads them, under names of our own, of
// PyTorch Geometric, or of the paper's authors.
//
//	file, err := weights.Encode(spec, store, scale, weights.PyGNames)
//	err = file.Serialize(w)
//	store, scale, err := weights.Read(path, spec, weights.PyGNames) // a new store of the network's parameters
//
// A file is a list of slots: each a run of one parameter's numbers, as a tensor of its own name and shape, or a
// constant that the other library has as a parameter. OwnNames has a slot per parameter; a dictionary cuts them by
// layer and group.
package weights

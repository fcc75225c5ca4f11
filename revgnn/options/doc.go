// Package options holds the options of a network, of its training and of its evaluation as plain structs.
//
// There is one struct for each: [Network], [Training], [Evaluation], and [Solver] for the two solves of an equilibrium
// network. Builders fill them, presets and sweeps change them by name, the record of a run and a saved experiment hold
// them as JSON, and a run that is gone on with is compared with what is asked for, value by value.
//
//	network := options.NewNetwork(options.Reversible) // with the defaults of the family
//	network.Depth = 28
//	field, err := options.Find("dropout", &network)
//	err = field.Set(0.1)                              // refused where it is out of range
//	err = network.Validate()                          // the first option without a meaning, alone or with the others
//
// An option is one field of a struct. Its tags say all there is to know of it:
//
//	json     its name, in files as in presets, sweeps and messages
//	default  its default; where it differs by family or method, one for each, as in "residual=1 reversible=2"
//	range    the numbers that it takes, as an interval: "[0,1)", "(0,inf)"
//	oneof    the words that it takes, and takes what else, in words
//	off      the value that leaves it out, where that is not 0, so that tables do not show it
//	for      the families, or the solver's methods, that it has a meaning in; without it all
//	resume   "free": it may change when a run is gone on with
//
// To add an option, add a field, and a method WithX to the builder that sets it.
//
// The package is pure Go and links no backend.
package options

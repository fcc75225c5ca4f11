package datasets

import "slices"

// The arrays that an archive in a layout goes by.
var (
	benchmarkArrays     = []string{"adj_indices", "adj_indptr", "attr_indices", "attr_indptr", "labels"}
	heterophilousArrays = []string{"edges", "node_features", "node_labels", "train_masks"}
)

// hasNames says whether all of some names are there.
func hasNames(names, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(name string) bool { return !slices.Contains(names, name) })
}

// readerOf is the function that reads an archive of arrays of these names.
func readerOf(names []string) string {
	switch {
	case hasNames(names, benchmarkArrays):
		return "FromNPZ"
	case hasNames(names, heterophilousArrays):
		return "FromHeterophilous"
	}
	return "Read"
}

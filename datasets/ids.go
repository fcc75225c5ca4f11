package datasets

import "strconv"

// unlessNumbers are the ids as a graph keeps them: nil where each is its node's number.
func unlessNumbers(ids []string) []string {
	for node, id := range ids {
		if id != strconv.Itoa(node) {
			return ids
		}
	}
	return nil
}

// Package athand finds real data that tests and measurements read where it is there and do without where it is not.
// Nothing is downloaded.
package athand

import (
	"os"
	"path/filepath"
)

// Find returns the path of a file or folder, given by its elements, in the folder that KILOLAYER_DATA names, or where
// that is not set in the first shared/data of the working directory and those above it that holds it; "" for none.
// Without elements it finds the data folder itself.
func Find(elements ...string) string {
	if root := os.Getenv("KILOLAYER_DATA"); root != "" {
		return existing(root, elements)
	}
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if path := existing(filepath.Join(here, "shared", "data"), elements); path != "" {
			return path
		}
		above := filepath.Dir(here)
		if above == here {
			return ""
		}
		here = above
	}
}

// existing is the path of the elements in a folder; "" where it is not there.
func existing(root string, elements []string) string {
	path := filepath.Join(append([]string{root}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

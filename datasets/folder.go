package datasets

import (
	"fmt"
	"os"
	"path/filepath"
)

// Folder is the data folder, where downloaded data sets are kept: the environment variable KILOLAYER_DATA where it is
// set, else the folder kilolayer in the user's cache folder (on Linux $XDG_CACHE_HOME or ~/.cache, on macOS
// ~/Library/Caches, on Windows %LocalAppData%). The first download makes it. Removing a set's folder in it frees the
// disk; the next load downloads the set anew.
//
// It is an error when neither KILOLAYER_DATA nor a home folder is set.
func Folder() (string, error) {
	folder, err := dataRoot()
	if err != nil {
		return "", fmt.Errorf("datasets: %w", err)
	}
	return folder, nil
}

func dataRoot() (string, error) {
	if folder := os.Getenv("KILOLAYER_DATA"); folder != "" {
		return filepath.Abs(folder)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no data folder: %w; set KILOLAYER_DATA to one", err)
	}
	return filepath.Join(cache, "kilolayer"), nil
}

package files

import (
	"path/filepath"
	"strings"
)

// Extension is the extension of a path in small letters, without that of a zip: ".net" of "Friends.NET.gz".
func Extension(path string) string {
	return filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz"))
}

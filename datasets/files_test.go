package datasets

import (
	"os"
	"path/filepath"
	"testing"
)

// writeFile writes a file into a folder of the test's.
func writeFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

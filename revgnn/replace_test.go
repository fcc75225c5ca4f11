package revgnn

import (
	"errors"
	"io"
	"os"
	"testing"
)

// TestReplaceFile keeps what was there when the writing fails half-way.
func TestReplaceFile(t *testing.T) {
	folder := t.TempDir()
	path := folder + "/file"
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := replaceFile(path, func(w io.Writer) error {
		io.WriteString(w, "half of the new")
		return broken
	})
	if text, _ := os.ReadFile(path); !errors.Is(err, broken) || string(text) != "old" {
		t.Errorf("%v, the file holds %q", err, text)
	}
	oneFile(t, folder)
	// A folder can't be replaced by a file.
	if err := replaceFile(folder, func(io.Writer) error { return nil }); err == nil {
		t.Error("a folder was replaced")
	}
	oneFile(t, folder)
}

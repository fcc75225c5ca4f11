package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ExampleWriteFile() {
	folder, err := os.MkdirTemp("", "atomicfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "seeds.txt")
	fmt.Println(WriteFile(path, []byte("1 2 3")), WriteFile(path, []byte("4 5")))
	content, err := os.ReadFile(path)
	fmt.Println(string(content), err)
	// Output:
	// <nil> <nil>
	// 4 5 <nil>
}

func TestWriteReplacesTheContent(t *testing.T) {
	long := strings.Repeat("0123456789", bufferBytes/4)
	for name, content := range map[string]string{"nothing": "", "a few bytes": "new", "more than the buffer": long} {
		t.Run(name, func(t *testing.T) {
			folder, path := old(t)
			err := Write(path, func(w io.Writer) error {
				_, err := io.WriteString(w, content)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			holds(t, folder, path, content)
		})
	}
}

func TestWriteMakesANewFile(t *testing.T) {
	folder := t.TempDir()
	path, other := filepath.Join(folder, "new"), filepath.Join(folder, "other")
	if err := WriteFile(path, []byte("content")); err != nil {
		t.Error(err)
	}
	holds(t, folder, path, "content")
	if err := os.WriteFile(other, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got, want := mode(t, path), mode(t, other); got != want {
		t.Errorf("the permissions are %v; those of a file made by os.Create are %v", got, want)
	}
}

// TestFailingWriteKeepsTheOldContent has errors before and after the first bytes reach the disk.
func TestFailingWriteKeepsTheOldContent(t *testing.T) {
	broken := errors.New("broken")
	for name, written := range map[string]int{"at once": 0, "in the buffer": 10, "on the disk": 2*bufferBytes + 1} {
		t.Run(name, func(t *testing.T) {
			folder, path := old(t)
			err := Write(path, func(w io.Writer) error {
				if _, err := w.Write(make([]byte, written)); err != nil {
					return err
				}
				return broken
			})
			if err != broken {
				t.Errorf("the error is %v, want %v", err, broken)
			}
			holds(t, folder, path, "old")
		})
	}
}

func TestErrorsDoNotRepeatThePath(t *testing.T) {
	folder, path := old(t)
	for name, at := range map[string]struct{ path, want string }{
		"a folder stands there":   {folder, "file exists"},
		"no such folder":          {filepath.Join(folder, "none", "file"), "no such file or directory"},
		"a file for the folder":   {filepath.Join(path, "file"), "not a directory"},
		"a name that is too long": {filepath.Join(folder, strings.Repeat("n", 300)), "file name too long"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := WriteFile(at.path, nil); err == nil || err.Error() != at.want {
				t.Errorf("the error is %v, want %s", err, at.want)
			}
			holds(t, folder, path, "old")
		})
	}
}

// old makes a folder with one file in it, which holds "old".
func old(t *testing.T) (folder, path string) {
	t.Helper()
	folder = t.TempDir()
	path = filepath.Join(folder, "file")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	return folder, path
}

// holds checks the file's content, and that the folder and the one around it have no other file.
func holds(t *testing.T, folder, path, want string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil || string(content) != want {
		t.Errorf("the file holds %d bytes that begin with %.10q (%v), want %d that begin with %.10q",
			len(content), content, err, len(want), want)
	}
	for _, within := range []string{folder, filepath.Dir(folder)} {
		if entries, err := os.ReadDir(within); err != nil || len(entries) != 1 {
			t.Errorf("%s holds %v (%v), want one entry", within, entries, err)
		}
	}
}

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

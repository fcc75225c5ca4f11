package project

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is where lines of Go end at the latest, with tabs counted as 4.
const columns = 120

// unbroken are lines that can't end earlier: they have an address in them.
var unbroken = regexp.MustCompile(`https?://\S{60,}`)

// tooLong gives the numbers of the lines of a Go file that end too late. Lines of a raw string, such as the tag of a
// field, end where its text has them end.
func tooLong(text string) (numbers []int) {
	raw := rawLines(text)
	for i, line := range strings.Split(text, "\n") {
		long := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")) > columns
		if long && !unbroken.MatchString(line) && !raw[i+1] {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// rawLines tells the lines of a Go file that a raw string is on.
func rawLines(text string) map[int]bool {
	lines := map[int]bool{}
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	for {
		at, kind, literal := s.Scan()
		switch {
		case kind == token.EOF:
			return lines
		case kind == token.STRING && literal[0] == '`':
			for line := file.Line(at); line <= file.Line(at)+strings.Count(literal, "\n"); line++ {
				lines[line] = true
			}
		}
	}
}

func TestColumns(t *testing.T) {
	folders := foldersOfGo(t)
	if len(folders) < 20 {
		t.Fatalf("only the folders %q were looked at", folders)
	}
	for _, folder := range folders {
		t.Run(folder, func(t *testing.T) {
			var files []string
			for _, of := range []string{"*.go", "*.c", "*.h", "testdata/*.c"} {
				found, err := filepath.Glob(filepath.Join("../..", folder, of))
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, found...)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, number := range tooLong(string(text)) {
					t.Errorf("%s:%d: longer than %d columns", file, number, columns)
				}
			}
		})
	}
}

func TestTooLong(t *testing.T) {
	for _, c := range []struct {
		name, line string
		long       bool
	}{
		{"at the limit", strings.Repeat("x", columns), false},
		{"beyond it", strings.Repeat("x", columns+1), true},
		{"tabs", "\t" + strings.Repeat("x", columns-4), false},
		{"tabs beyond it", "\t" + strings.Repeat("x", columns-3), true},
		{"letters of two bytes", strings.Repeat("é", columns), false},
		{"an address", "// https://example.org/" + strings.Repeat("x", columns), false},
		{"a tag", "Name string" + strings.Repeat(" ", columns) + "`json:\"name\"`", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := len(tooLong("short\n"+c.line+"\nshort")) > 0; got != c.long {
				t.Errorf("too long: %t, want %t", got, c.long)
			}
		})
	}
}

// foldersOfGo lists the folders of the project that hold Go files, from the project's root.
func foldersOfGo(t *testing.T) (folders []string) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && len(entry.Name()) > 2 && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir // what tools keep
		case filepath.Ext(path) == ".go":
			folder, err := filepath.Rel("../..", filepath.Dir(path))
			if err != nil {
				return err
			}
			if !slices.Contains(folders, folder) {
				folders = append(folders, folder)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}

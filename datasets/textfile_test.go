package datasets

import (
	"io"
	"io/fs"
	"strings"
	"testing"
)

// inMemory opens texts by their names.
func inMemory(files map[string]string) opener {
	return func(path string) (io.ReadCloser, error) {
		text, ok := files[path]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

func TestTextFile(t *testing.T) {
	whole := string(zipped("a line\n"))
	for _, c := range []struct {
		name, text, want, refusal string
	}{
		{"plain", "a line\n", "a line\n", ""},
		{"empty", "", "", ""},
		{"byte-order mark", "\xef\xbb\xbfa line", "a line", ""},
		{"zipped", whole, "a line\n", ""},
		{"zipped with a byte-order mark", string(zipped("\xef\xbb\xbfa line")), "a line", ""},
		{"zipped and cut short", whole[:12], "", "damaged or cut short"},
		{"zipped and damaged", whole[:len(whole)-6] + "abcdef", "", "damaged or cut short"},
		{"a start of gzip", "\x1f\x8b", "", "damaged or cut short"},
		{"UTF-16", "\xff\xfea\x00", "", "is in UTF-16; save it as UTF-8"},
		{"binary", "PK\x03\x04\x00", "", "is not a text file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, err := inMemory(map[string]string{"f": c.text}).text("f")
			var got []byte
			if err == nil {
				defer file.close()
				if got, err = io.ReadAll(file); err != nil {
					err = file.readError(err)
				}
			}
			if c.refusal != "" {
				if err == nil || !strings.HasPrefix(err.Error(), "f ") || !strings.Contains(err.Error(), c.refusal) {
					t.Errorf("got %v, want %q", err, c.refusal)
				}
				return
			}
			if err != nil || string(got) != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestGraphName(t *testing.T) {
	for path, want := range map[string]string{"a/b.csv.gz": "b", "b": "b", "c.d/power.graphml": "power"} {
		if got := graphName(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

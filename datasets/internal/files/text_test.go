package files

import (
	"io"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func TestTextFile(t *testing.T) {
	whole := string(madeup.Gzip("a line\n"))
	for _, c := range []struct {
		name, text, want, refusal string
	}{
		{"plain", "a line\n", "a line\n", ""},
		{"empty", "", "", ""},
		{"byte-order mark", "\xef\xbb\xbfa line", "a line", ""},
		{"zipped", whole, "a line\n", ""},
		{"zipped in two parts", whole + string(madeup.Gzip("and another")), "a line\nand another", ""},
		{"its second part cut short", whole + whole[:12], "", "damaged or cut short"},
		{"zipped with a byte-order mark", string(madeup.Gzip("\xef\xbb\xbfa line")), "a line", ""},
		{"zipped and cut short", whole[:12], "", "damaged or cut short"},
		{"zipped and damaged", whole[:len(whole)-6] + "abcdef", "", "damaged or cut short"},
		{"a start of gzip", "\x1f\x8b", "", "damaged or cut short"},
		{"UTF-16", "\xff\xfea\x00", "", "is in UTF-16; save it as UTF-8"},
		{"binary", "PK\x03\x04\x00", "", "is not a text file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, err := Open(t.Context(), madeup.Texts(map[string]string{"f": c.text}), "f")
			var got []byte
			if err == nil {
				defer file.Close()
				if got, err = io.ReadAll(file); err != nil {
					err = file.Error(err)
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

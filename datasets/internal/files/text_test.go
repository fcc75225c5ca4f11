package files

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

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
		{"UTF-16 of Excel", "\xff\xfea\x00\r\x00\n\x00\x42\x20", "a\n\u2042", ""},
		{"UTF-16 with the high byte first", "\xfe\xff\x00a\x20\x42", "a\u2042", ""},
		{"UTF-16 without a mark", "a\x00,\x00b\x00\x42\x20", "a,b\u2042", ""},
		{"UTF-16 with the high byte first, without a mark", "\x00a\x00,\x00b\x20\x42", "a,b\u2042", ""},
		{"UTF-16 zipped", string(madeup.Gzip("\xff\xfea\x00")), "a", ""},
		{"half a letter of UTF-16", "\xff\xfea\x00\n\x00a\xd8b\x00", "", "f line 2: bytes that are no letter"},
		{"UTF-16 cut short", "\xff\xfea\x00b", "", "f line 1: bytes that are no letter"},
		{"UTF-8", "é\n\u2042🙂", "é\n\u2042🙂", ""},
		{"Windows-1252", "id\nJos\xe9\nx", "", "f line 2: the byte 0xE9 is not UTF-8; the file may be in " +
			"Windows-1252: say so by WithEncoding(datasets.Windows1252), or save it as UTF-8"},
		{"Windows-1252 of old Macs", "id\rJos\xe9", "", "f line 2: the byte 0xE9"},
		{"a letter cut short", "id\n\xe2\x82", "", "f line 2: the byte 0xE2"},
		{"line ends of Windows", "a\r\nb\r\n", "a\nb\n", ""},
		{"line ends of old Macs", "a\rb\r\rc\r", "a\nb\n\nc\n", ""},
		{"all line ends", "a\r\nb\rc\nd\n\re", "a\nb\nc\nd\n\ne", ""},
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

func TestWithEncoding(t *testing.T) {
	for _, c := range []struct {
		name       string
		encoding   Encoding
		text, want string
	}{
		{"Windows-1252", Windows1252, "Jos\xe9 \x80", "José €"},
		{"Latin-1", Latin1, "Zo\xeb", "Zoë"},
		{"Latin-9", Latin9, "\xa4", "€"},
		{"Windows-1250", Windows1250, "\xf8", "ř"},
		{"Windows-1251", Windows1251, "\xe9", "й"},
		{"old Macs", Macintosh, "Jos\x8e\r", "José\n"},
		{"UTF-8", UTF8, "é", "é"},
		{"UTF-16 without zeros", UTF16, "\x42\x20", "\u2042"},
		{"UTF-16 is seen", Windows1252, "a\x00\xe9\x00", "aé"},
		{"a byte-order mark is seen", Windows1252, "\xef\xbb\xbfé", "é"},
		{"zipped", Windows1252, string(madeup.Gzip("\xe9")), "é"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, err := Open(t.Context(), WithEncoding(madeup.Texts(map[string]string{"f": c.text}), c.encoding), "f")
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if got, err := io.ReadAll(file); err != nil || string(got) != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
	twice := WithEncoding(WithEncoding(madeup.Texts(map[string]string{"f": "\xf8"}), Windows1250), Latin1)
	if file, err := Open(t.Context(), twice, "f"); err != nil {
		t.Error(err)
	} else if got, err := io.ReadAll(file); err != nil || string(got) != "ř" {
		t.Errorf("said twice: got %q, %v", got, err)
	}
	if _, err := Open(t.Context(), WithEncoding(FromDisk, "Klingon"), "f"); err == nil ||
		!strings.Contains(err.Error(), `f: there is no encoding "Klingon"`) {
		t.Errorf("got %v", err)
	}
}

// A text comes out the same however the reads below it cut it.
func TestTextInParts(t *testing.T) {
	const text, want = "é\r\nb\r\r\nc🙂\r", "é\nb\n\nc🙂\n"
	for first := range len(text) {
		for second := range len(text) - first {
			parts := io.MultiReader(strings.NewReader(text[:first]), strings.NewReader(text[first:first+second]),
				strings.NewReader(text[first+second:]))
			if got, err := io.ReadAll(&lines{text: parts}); err != nil || string(got) != want {
				t.Fatalf("cut at %d and %d: %q, %v", first, first+second, got, err)
			}
		}
	}
}

func FuzzText(f *testing.F) {
	for _, text := range []string{"a\r\nb", "\xff\xfea\x00", "a\x00b\x00", "é\rb", "\xe9"} {
		f.Add([]byte(text), "")
	}
	f.Add([]byte("\xe9"), string(Windows1252))
	f.Fuzz(func(t *testing.T, content []byte, encoding string) {
		open := madeup.Texts(map[string]string{"f": string(content)})
		if encoding != "" {
			open = WithEncoding(open, Encoding(encoding))
		}
		file, err := Open(t.Context(), open, "f")
		if err != nil {
			return
		}
		got, err := io.ReadAll(file)
		if !utf8.Valid(got) || bytes.Contains(got, []byte("\r")) {
			t.Errorf("%q, %v", got, err)
		}
	})
}

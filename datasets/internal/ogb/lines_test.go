package ogb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// FuzzFloat holds a field's value, or its refusal, against strconv.
func FuzzFloat(f *testing.F) {
	for _, seed := range []string{"0", "-0", "0.15", ".5", "5.", ".", "-", "", "+1", "1e-3", "nan", "NaN", "inf", "1_0",
		"0x1p-2",
		"123456789012345", "1234567890123456", "0.000000000000001", "9007199254740993",
		"9007199254740991e-22", "1003845.53125",
		"1e400", "0e999", "1.5E+05", "-2.5e-05", "1e23", "1e", "1e-", "12345678901234567890",
		"6249979066121302.517", "549968344652835598.0", "5107971801.674553944", "1,2", "--1", "1.2.3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, ",") {
			t.Skip("two fields")
		}
		var got [1]float32
		err := (&chunk{line: []byte(text)}).floats(got[:], true)
		value, refused := strconv.ParseFloat(text, 64)
		want := float32(value)
		if fine := refused == nil && !math.IsInf(float64(want), 0); fine != (err == nil) {
			t.Fatalf("%q: %v, strconv says %v, %v", text, err, want, refused)
		}
		if short, n := leadingFloat([]byte(text)); n == len(text) && n > 0 && short != value {
			t.Errorf("%q: the short way gives %v, want %v", text, short, value)
		}
		if err == nil && math.Float32bits(got[0]) != math.Float32bits(want) {
			t.Errorf("%q: %v, want %v", text, got[0], want)
		}
	})
}

// FuzzInt holds a field's value, or its refusal, against strconv.
func FuzzInt(f *testing.F) {
	for _, seed := range []string{"0", "-0", "17", "-5", "", "-", "+1", "1.0", "999999999999999999",
		"1000000000000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, ",") {
			t.Skip("two fields")
		}
		var got [1]int
		refused := (&chunk{line: []byte(text)}).ints(got[:])
		want, err := strconv.ParseInt(text, 10, 64)
		if refused == nil && (err != nil || int64(got[0]) != want) {
			t.Errorf("%q: %d, strconv says %d, %v", text, got[0], want, err)
		}
		if refused != nil && err == nil && len(text) <= 18 && !strings.HasPrefix(text, "+") {
			t.Errorf("%q: refused, want %d", text, want)
		}
	})
}

// linesOf opens a file with the given content.
func linesOf(t testing.TB, zippedText []byte) *lines {
	t.Helper()
	l, err := openLines(t.Context(), fstest.MapFS{"a.csv.gz": {Data: zippedText}}, "f", "a.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	return l
}

// numbered is a file of n lines: line i holds i and a field that makes it longer by that many bytes.
func numbered(n, longer int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "%d,%0*d\n", i+1, longer, 7)
	}
	return text.String()
}

func TestRows(t *testing.T) {
	for _, c := range []struct {
		name      string
		n, longer int
	}{
		{"one line", 1, 1},
		{"many chunks", 100_000, 10},
		{"lines of half a chunk", 9, chunkBytes / 2},
		{"lines longer than a chunk", 7, 3 * chunkBytes},
		{"the longest line", 3, files.MaxLine - len("1,\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := linesOf(t, madeup.Gzip(numbered(c.n, c.longer)))
			seen := make([]int32, c.n)
			err := l.rows(c.n, "rows", c.n, func(c *chunk, row int) error {
				number, _, _ := bytes.Cut(c.line, []byte(","))
				if string(number) != strconv.Itoa(row+1) || c.number != row+1 {
					t.Errorf("row %d is %s on line %d", row, number, c.number)
				}
				seen[row]++
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for row, times := range seen {
				if times != 1 {
					t.Fatalf("row %d was read %d times", row, times)
				}
			}
		})
	}
}

// The first error in the order of lines is returned, wherever a chunk ends and whichever is parsed first.
func TestRowsFirstError(t *testing.T) {
	const n = 50_000
	good := numbered(n, 10)
	half := madeup.Gzip(good)
	half = half[:len(half)/2]
	long := numbered(n, 10) + strings.Repeat("1", files.MaxLine+1) + "\n"
	for _, c := range []struct {
		name  string
		data  []byte
		wrong []int // lines that parse refuses
		want  string
	}{
		{"one", madeup.Gzip(good), []int{40_000}, "f/a.csv.gz line 40000: refused"},
		{"several", madeup.Gzip(good), []int{49_999, 30_000, 12_345}, "f/a.csv.gz line 12345: refused"},
		{"cut short", half, nil, "f/a.csv.gz ends early, after line "},
		{"wrong before the end of what is left", half, []int{10_000}, "f/a.csv.gz line 10000: refused"},
		{"too long a line", madeup.Gzip(long), nil, "f/a.csv.gz line 50001: longer than 1048576 bytes"},
		{"wrong before a long line", madeup.Gzip(long), []int{50_000}, "f/a.csv.gz line 50000: refused"},
		{"one line too many", madeup.Gzip(good + "1,1\n"), nil,
			"f/a.csv.gz line 50001: one line too many; there are 50000 rows"},
		{"one line too few", madeup.Gzip(numbered(n-1, 10)), nil, "f/a.csv.gz has 49999 lines; there are 50000 rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 5 {
				err := linesOf(t, c.data).rows(n, "rows", n, func(chunk *chunk, _ int) error {
					for _, line := range c.wrong {
						if chunk.number == line {
							return chunk.errorf("refused")
						}
					}
					return nil
				})
				if err == nil || !strings.HasPrefix(strings.ReplaceAll(err.Error(), `\`, "/"), c.want) {
					t.Fatalf("got %v, want %s", err, c.want)
				}
			}
		})
	}
}

// A file system whose file gives less than it claims, or fails in the middle.
type brokenFile struct {
	fs.File
	left int
}

func (b *brokenFile) Read(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errors.New("disk on fire")
	}
	return b.File.Read(p)
}

func (b *brokenFile) Open(string) (fs.File, error) { return b, nil }

func TestRowsReadError(t *testing.T) {
	file, err := fstest.MapFS{"a": {Data: madeup.Gzip(numbered(200_000, 10))}}.Open("a")
	if err != nil {
		t.Fatal(err)
	}
	l, err := openLines(t.Context(), &brokenFile{file, 200_000}, "f", "a")
	if err != nil {
		t.Fatal(err)
	}
	err = l.inOrder(func(*chunk) error { return nil })
	if err == nil || errors.Is(err, io.EOF) || !strings.HasSuffix(err.Error(), "disk on fire") ||
		!strings.Contains(err.Error(), "after line ") {
		t.Errorf("got %v", err)
	}
}

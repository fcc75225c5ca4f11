package gunzip

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kilolayer/kilolayer/internal/athand"
)

// unpack reads all that a reader gives.
func unpack(source io.Reader) ([]byte, error) {
	r, err := NewReader(source)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// unpackStandard is unpack by the standard library.
func unpackStandard(file []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func packed(t testing.TB, text []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// kind is what a caller tells apart of an error.
func kind(err error) string {
	switch {
	case err == nil:
		return "none"
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return err.Error()
	case err == ErrHeader, err == gzip.ErrHeader:
		return "header"
	case err == ErrChecksum, err == gzip.ErrChecksum:
		return "checksum"
	}
	return "damaged"
}

// same holds what the standard library makes of a file against this package.
func same(t *testing.T, file []byte) {
	t.Helper()
	got, err := unpack(bytes.NewReader(file))
	want, wantErr := unpackStandard(file)
	if wantErr == io.ErrUnexpectedEOF && err != nil {
		// The standard library may leave the last few codes of a file that is cut short.
		if !bytes.HasPrefix(got, want) {
			t.Fatalf("%d bytes %.40q, %v; want %d bytes %.40q or more", len(got), got, err, len(want), want)
		}
		return
	}
	if kind(err) != kind(wantErr) {
		t.Fatalf("error %v, want %v", err, wantErr)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%d bytes %.40q, want %d bytes %.40q", len(got), got, len(want), want)
	}
}

// texts are of kinds that are packed in different ways.
func texts() map[string][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	edges, floats, noise := new(bytes.Buffer), new(bytes.Buffer), make([]byte, 200_000)
	for range 20_000 {
		fmt.Fprintf(edges, "%d,%d\n", r.IntN(300)*r.IntN(300), r.IntN(170_000))
		fmt.Fprintf(floats, "%.6f,", r.NormFloat64())
	}
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	// Few of many symbols are frequent: some codes are longer than the tables.
	skewed := make([]byte, 200_000)
	for i := range skewed {
		skewed[i] = byte(r.ExpFloat64() * 20)
	}
	// Matches as long and as far away as can be.
	far := bytes.Repeat(noise[:window], 5)
	return map[string][]byte{
		"nothing":      nil,
		"one byte":     []byte("7"),
		"a run":        bytes.Repeat([]byte("a"), 300_000),
		"short period": bytes.Repeat([]byte("0.0,"), 70_000),
		"period of 7":  bytes.Repeat([]byte("1234567"), 40_000),
		"period of 12": bytes.Repeat([]byte("12345,67890\n"), 20_000),
		"edges":        edges.Bytes(),
		"floats":       floats.Bytes(),
		"noise":        noise,
		"skewed":       skewed,
		"far":          far,
	}
}

func TestLevels(t *testing.T) {
	for name, text := range texts() {
		for level := gzip.HuffmanOnly; level <= gzip.BestCompression; level++ {
			t.Run(fmt.Sprintf("%s/%d", name, level), func(t *testing.T) {
				got, err := unpack(bytes.NewReader(packed(t, text, level)))
				if err != nil || !bytes.Equal(got, text) {
					t.Fatalf("%d bytes, %v; want %d bytes", len(got), err, len(text))
				}
			})
		}
	}
}

// Pieces of any size may be read and asked for.
func TestPieces(t *testing.T) {
	text := texts()["edges"]
	file := packed(t, text, gzip.BestSpeed)
	for _, c := range []struct {
		name   string
		source func(io.Reader) io.Reader
	}{
		{"bytes", iotest.OneByteReader},
		{"halves", iotest.HalfReader},
		{"end with the data", iotest.DataErrReader},
		{"bytes and end with the data", func(r io.Reader) io.Reader { return iotest.DataErrReader(iotest.OneByteReader(r)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := unpack(c.source(bytes.NewReader(file)))
			if err != nil || !bytes.Equal(got, text) {
				t.Fatalf("%d bytes, %v; want %d bytes", len(got), err, len(text))
			}
		})
	}
	t.Run("asked for bytes", func(t *testing.T) {
		r, err := NewReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := r.Read(nil); n != 0 || err != nil {
			t.Errorf("no room: %d, %v", n, err)
		}
		if err := iotest.TestReader(iotest.OneByteReader(r), text); err != nil {
			t.Error(err)
		}
		if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("after the end: %d, %v", n, err)
		}
	})
}

// What was unpacked before the source fails is given, and then the source's error.
func TestSourceError(t *testing.T) {
	text := texts()["edges"]
	file := packed(t, text, gzip.BestSpeed)
	fire := errors.New("disk on fire")
	for _, at := range []int{0, 5, 1000, len(file) / 2, len(file) - 3, len(file)} {
		got, err := unpack(io.MultiReader(bytes.NewReader(file[:at]), iotest.ErrReader(fire)))
		if err != fire || !bytes.HasPrefix(text, got) || len(got) < at-100 {
			t.Errorf("after %d bytes: %d bytes of text, %v", at, len(got), err)
		}
	}
	if _, err := unpack(stuck{}); err != io.ErrNoProgress {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// A file that is cut short gives nothing but the start of its text.
func TestCutShort(t *testing.T) {
	text := texts()["edges"][:700]
	for _, level := range []int{gzip.HuffmanOnly, gzip.NoCompression, gzip.BestSpeed, gzip.BestCompression} {
		file := packed(t, text, level)
		for n := range file {
			got, err := unpack(bytes.NewReader(file[:n]))
			if n == 0 && err != io.EOF || n > 0 && err != io.ErrUnexpectedEOF || !bytes.HasPrefix(text, got) {
				t.Fatalf("level %d, %d bytes: %d bytes of text, %v", level, n, len(got), err)
			}
			same(t, file[:n])
		}
	}
}

// Headers and several members, as RFC 1952 has them.
func TestMembers(t *testing.T) {
	member := func(flags byte, fields string, text string) string {
		header := "\x1f\x8b\x08" + string([]byte{flags}) + "\x01\x02\x03\x04\x02\xff" + fields
		if flags&2 != 0 {
			header += string(binary.LittleEndian.AppendUint16(nil, uint16(crc32.ChecksumIEEE([]byte(header)))))
		}
		return header + string(packed(t, []byte(text), gzip.BestSpeed)[10:])
	}
	long := strings.Repeat("n", 511)
	edges := string(texts()["edges"])
	for _, c := range []struct {
		name, file string
		text, err  string
	}{
		{"plain", member(0, "", "text"), "text", "none"},
		{"marked as text", member(1, "", "text"), "text", "none"},
		{"sum of the header", member(2, "", "text"), "text", "none"},
		{"extra field", member(4, "\x05\x00extra", "text"), "text", "none"},
		{"empty extra field", member(4, "\x00\x00", "text"), "text", "none"},
		{"name", member(8, "name\x00", "text"), "text", "none"},
		{"longest name", member(8, long+"\x00", "text"), "text", "none"},
		{"comment", member(16, "\xe9\x00", "text"), "text", "none"},
		{"all", member(31, "\x02\x00xyname\x00comment\x00", "text"), "text", "none"},
		{"reserved flags", member(0xe0, "", "text"), "text", "none"},
		{"two members", member(0, "", "one,") + member(8, "b\x00", "two"), "one,two", "none"},
		{"empty members", member(0, "", "") + member(0, "", "a") + member(0, "", "") + member(0, "", ""), "a", "none"},
		{"many members", strings.Repeat(member(0, "", "0123456789"), 20_000), strings.Repeat("0123456789", 20_000), "none"},
		{"long members", member(0, "", edges) + member(0, "", edges) + member(0, "", edges), edges + edges + edges, "none"},

		{"nothing", "", "", "EOF"},
		{"one byte", "\x1f", "", "unexpected EOF"},
		{"no gzip file", "12345,67890\n12345,67890\n", "", "header"},
		{"another method", "\x1f\x8b\x07" + member(0, "", "a")[3:], "", "header"},
		{"wrong sum of the header", member(0, "", "")[:3] + "\x02" + member(0, "", "")[4:], "", "header"},
		{"name too long", member(8, long+"n\x00", "text"), "", "header"},
		{"zeros at the end", member(0, "", "text") + strings.Repeat("\x00", 20), "text", "header"},
		{"text at the end", member(0, "", "text") + "12345,67890\n", "text", "header"},
		{"part of a member at the end", member(0, "", "text") + member(0, "", "text")[:9], "text", "unexpected EOF"},
		{"wrong sum", flipped(member(0, "", "text"), -5), "text", "checksum"},
		{"wrong size", flipped(member(0, "", "text"), -1), "text", "checksum"},
		{"wrong sum of the second", member(0, "", "a") + flipped(member(0, "", "text"), -5), "atext", "checksum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := unpack(strings.NewReader(c.file))
			if string(got) != c.text || kind(err) != c.err {
				t.Errorf("%.40q, %v; want %.40q, %s", got, err, c.text, c.err)
			}
			same(t, []byte(c.file))
		})
	}
}

// flipped changes one bit of a byte, counted from the end.
func flipped(file string, at int) string {
	b := []byte(file)
	b[len(b)+at] ^= 1
	return string(b)
}

// The real files give what the standard library makes of them.
func TestRealFiles(t *testing.T) {
	root := athand.Find()
	var files []string
	for _, pattern := range []string{"*/*/*.csv.gz", "*/*/*/*.csv.gz"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("there are no data sets: set KILOLAYER_DATA to the folder that holds them")
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			same(t, file)
		})
	}
}

// What a file says doesn't set how much memory is asked for.
func TestMemory(t *testing.T) {
	file := packed(t, bytes.Repeat([]byte("0"), 50_000_000), gzip.BestCompression)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, r)
	if n != 50_000_000 || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<19 {
		t.Errorf("%d bytes of memory", used)
	}
}

// FuzzStandard holds files of any content, packed texts and damaged ones against the standard library.
func FuzzStandard(f *testing.F) {
	for name, text := range texts() {
		f.Add(text[:min(len(text), 3000)], len(name)%12, uint16(len(name)*53), byte(1<<(len(name)%8)))
	}
	f.Add(packed(f, []byte("12345,67890\n12345,67891\n"), gzip.BestSpeed), 1, uint16(9), byte(7))
	f.Add(packed(f, texts()["edges"][:500], gzip.BestCompression)[10:], 2, uint16(99), byte(255))
	f.Fuzz(func(t *testing.T, data []byte, level int, at uint16, flip byte) {
		const levels = gzip.BestCompression - gzip.HuffmanOnly + 1
		same(t, data)
		same(t, append([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"), data...))
		text := data
		for len(text) > 0 && len(text) < int(at) { // long enough for matches
			text = append(text, text[:len(text)*3/4+1]...)
		}
		file := packed(t, text, int(uint(level)%levels)+gzip.HuffmanOnly)
		got, err := unpack(bytes.NewReader(file))
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes, %v; want %d bytes", len(got), err, len(text))
		}
		file[int(at)%len(file)] ^= flip
		same(t, file)
		same(t, file[:max(1, int(at)%len(file))])
		if _, err := unpack(iotest.OneByteReader(bytes.NewReader(file[:min(len(file), 5000)]))); err == nil && len(file) > 5000 {
			t.Fatal("half a file is accepted")
		}
	})
}

// BenchmarkReader shows the speed beside the standard library's.
func BenchmarkReader(b *testing.B) {
	for _, name := range []string{"edges", "floats", "skewed", "noise", "a run", "short period", "period of 12"} {
		text := texts()[name]
		file := packed(b, text, gzip.DefaultCompression)
		for _, by := range []struct {
			name string
			open func(io.Reader) (io.Reader, error)
		}{
			{"here", func(r io.Reader) (io.Reader, error) { return NewReader(r) }},
			{"standard", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		} {
			b.Run(name+"/"+by.name, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					r, err := by.open(bytes.NewReader(file))
					if err != nil {
						b.Fatal(err)
					}
					if _, err := io.Copy(io.Discard, r); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

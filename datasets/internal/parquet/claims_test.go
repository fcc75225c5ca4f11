package parquet

import (
	"bytes"
	"encoding/binary"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// TestClaims reads files that claim much more than they hold.
func TestClaims(t *testing.T) {
	read := func(name string) []byte {
		content, err := os.ReadFile(made(name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	footer := func(description string) []byte {
		file := append([]byte("PAR1"), description...)
		file = binary.LittleEndian.AppendUint32(file, uint32(len(description)))
		return append(file, "PAR1"...)
	}
	long := read("plain")
	binary.LittleEndian.PutUint32(long[len(long)-8:], 1<<31)
	// The first page's header: field 1, the type; field 2, its size; field 3, its size in the file.
	page := read("zstd")
	if !bytes.HasPrefix(page[4:], []byte{0x15, 4, 0x15}) {
		t.Fatalf("% x", page[4:12])
	}
	unzipped := slices.Insert(slices.Clone(page), 7, 0xfe, 0xff, 0xff, 0xff)
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"a long description", long, "it ends too early"},
		{"a list of 2^28 columns", footer("\x15\x02\x29\xfc\x80\x80\x80\x80\x01"), "it ends too early"},
		{"a name of 2^28 bytes", footer("\x15\x02\x19\x1c\x48\x80\x80\x80\x80\x01"), "it ends too early"},
		{"deep structures", footer(strings.Repeat("\x1c", 1000)), "its description is damaged"},
		{"a map", footer("\x1b\x01"), "its description is damaged"},
		{"a large page", unzipped, "can't be read as Parquet: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			open := madeup.Texts(map[string]string{"t": string(c.content)})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read(t.Context(), open, "t", schema.Choice{})
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
				t.Errorf("%d bytes for a file of %d bytes", used, len(c.content))
			}
		})
	}
}

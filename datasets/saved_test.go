package datasets

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// saved are graphs that together have every field, each also nil and empty.
func saved() map[string]*Graph {
	classes := full()
	withClasses(classes)
	years := full()
	years.Name, years.Years = "años 年", []int32{1999, -3, 2026}
	long := full() // sections of more than one block
	long.NodeFeatures = newMatrix(3, 200_000)
	for i := range long.NodeFeatures.Data {
		long.NodeFeatures.Data[i] = float32(i)
	}
	return map[string]*Graph{
		"karate":         Karate().Must(),
		"proteins-like":  ProteinsLike(100, 400, 1).WithTasks(3).Must(),
		"tasks, species": full(),
		"classes":        classes,
		"years":          years,
		"several blocks": long,
		"no edges":       New(7, nil).Must(),
		"own data":       ownData(),
		"ids":            {NumNodes: 6, IDs: []string{"", "a", "Grüße", "four", "a,b\n", "0"}},
		"nil arrays":     {NumNodes: 1},
		"empty arrays": {NumNodes: 2, Source: []int32{}, Target: []int32{}, Train: []int32{},
			EdgeFeatures: newMatrix(0, 3)},
		"columns, no data": {NumNodes: 2, EdgeFeatures: Matrix{Data: []float32{}, Cols: 8}},
		"data, no columns": {NumNodes: 2, NodeFeatures: Matrix{Data: []float32{}}},
	}
}

// sameGraph compares all fields by their bits, and nil with empty.
func sameGraph(a, b *Graph) bool {
	plain := func(g *Graph) (*Graph, [][]byte) {
		h := *g
		var bits [][]byte
		for _, field := range h.arrays() {
			bits = append(bits, bytes.Clone(field.content()))
		}
		for _, m := range []*Matrix{&h.NodeFeatures, &h.EdgeFeatures, &h.Tasks, &h.Values} {
			m.Data = m.Data[:0] // DeepEqual takes no NaN for another
		}
		return &h, bits
	}
	aFields, aBits := plain(a)
	bFields, bBits := plain(b)
	return reflect.DeepEqual(aFields, bFields) && reflect.DeepEqual(aBits, bBits)
}

func TestSaveAndOpen(t *testing.T) {
	for name, g := range saved() {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "it.graph")
			if err := g.save(path, "made from \"this\"\n"); err != nil {
				t.Fatal(err)
			}
			got, stamp, err := openSaved(path)
			if err != nil {
				t.Fatal(err)
			}
			if !sameGraph(got, g) || got.Fingerprint() != g.Fingerprint() {
				t.Errorf("got %+v, want %+v", got, g)
			}
			if stamp != "made from \"this\"\n" {
				t.Errorf("stamp %q", stamp)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("the folder has %v", left)
			}
		})
	}
}

// A graph of which a field has no array in the file would lose it without a word.
func TestSavedArraysAreAllOfTheGraph(t *testing.T) {
	fields := 0
	graph := reflect.TypeFor[Graph]()
	for i := range graph.NumField() {
		switch graph.Field(i).Type {
		case reflect.TypeFor[[]int32](), reflect.TypeFor[[]int64](), reflect.TypeFor[[]float32](),
			reflect.TypeFor[Matrix](), reflect.TypeFor[[]string](), reflect.TypeFor[[]Cell]():
			fields++
		case reflect.TypeFor[Schema]():
		case reflect.TypeFor[string](), reflect.TypeFor[int]():
			if name := graph.Field(i).Name; name != "Name" && name != "NumNodes" && name != "NumClasses" {
				t.Errorf("field %s is not saved", name)
			}
		default:
			t.Errorf("field %s is not saved", graph.Field(i).Name)
		}
	}
	if arrays := len((&Graph{}).arrays()); arrays != fields {
		t.Errorf("%d arrays are saved, the graph has %d", arrays, fields)
	}
}

func TestOpenedGraphIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.graph")
	if err := full().Save(path); err != nil {
		t.Fatal(err)
	}
	first := Open(path).Must()
	first.Source[0] = 2
	first.NodeFeatures.Data[0] = 9
	if second := Open(path).Must(); second.Fingerprint() != full().Fingerprint() {
		t.Error("the file has changed")
	}
	if err := Karate().Must().Save(path); err != nil { // in use, and yet replaced
		t.Fatal(err)
	}
	if first.Source[0] != 2 || first.Source[2] != 2 || first.Name != "full" {
		t.Error("the graph in use has changed")
	}
	if second := Open(path).Must(); second.Name != "karate" || second.Fingerprint() != Karate().Must().Fingerprint() {
		t.Error("the file has not been replaced")
	}
}

func TestSaveRefuses(t *testing.T) {
	folder := t.TempDir()
	invalid := full()
	invalid.Source[0] = 3
	long := full()
	long.Name = strings.Repeat("x", mostHeader)
	for _, c := range []struct {
		name, path, want string
		graph            *Graph
	}{
		{"invalid", "it.graph", `datasets: graph "full": edge 0: there is no node 3`, invalid},
		{"no folder", "none/it.graph", `datasets: graph "full" can't be saved as ` +
			filepath.Join(folder, "none/it.graph") + ": no such file or directory", full()},
		{"a folder's name", "", `datasets: graph "full" can't be saved as ` + folder + ": file exists", full()},
		{"long name", "it.graph", "so shorten the graph's name", long},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.graph.Save(filepath.Join(folder, c.path))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if left, _ := os.ReadDir(folder); len(left) != 0 {
				t.Errorf("left %v", left)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(folder), ".*")); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

// encoded is the file of a graph with its header's text changed, and the checksum with it.
func encoded(t testing.TB, g *Graph, replace ...string) []byte {
	var file bytes.Buffer
	if err := g.encode(&file, "stamp"); err != nil {
		t.Fatal(err)
	}
	content := file.Bytes()
	end := prefixBytes + int(binary.LittleEndian.Uint32(content[12:]))
	before := string(content[prefixBytes:end])
	text := strings.NewReplacer(replace...).Replace(before)
	if len(replace) > 0 && text == before {
		t.Fatalf("nothing to replace in %s", text)
	}
	changed := binary.LittleEndian.AppendUint32(bytes.Clone(content[:12]), uint32(len(text)))
	changed = binary.LittleEndian.AppendUint32(changed, crc32.Checksum([]byte(text), castagnoli))
	return append(pad(append(changed, text...)), content[aligned(end):]...)
}

func TestOpenRefuses(t *testing.T) {
	file := encoded(t, full())
	set := func(at int, value byte) []byte {
		content := bytes.Clone(file)
		content[(at+len(file))%len(file)] = value
		return content
	}
	unsorted := full()
	unsorted.Target[2] = 0
	outOfRange := full()
	outOfRange.Source[1] = 3
	notFinite := full()
	notFinite.EdgeFeatures.Data[3] = float32(math.Inf(1))
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, "is not a saved graph"},
		{"text", []byte("0,1\n1,2\n"),
			`is not a saved graph: it starts with "0,1\n1,2\n", want "\x89graph\r\n"; datasets.Read reads the formats of others`},
		{"magic only", file[:8], "is cut short: 8 bytes of at least 20"},
		{"newer", set(8, 3), "has version 3 of the format, this program reads version 2; update Kilolayer"},
		{"version 0", set(8, 0), "has version 0 of the format, this program reads version 2; save the graph anew"},
		{"long header", set(15, 5), "has a header of "},
		{"cut in the header", file[:100], "is cut short: 100 bytes of at least "},
		{"damaged header", set(30, '~'), "has a header with checksum "},
		{"cut in a section", file[:len(file)-1], `section "species": is cut short: `},
		{"damaged section", set(-1, 1), `section "species" has checksum `},
		{"more", append(bytes.Clone(file), 0), "has 1 bytes after its last section"},
		{"no JSON", encoded(t, full(), "{", "["), "has a header that can't be read: "},
		{"number too large", encoded(t, full(), `"nodes":3`, `"nodes":99999999999999999999`),
			"has a header that can't be read: "},
		{"other edges", encoded(t, full(), `"edges":3`, `"edges":4`), "has 3 edges, but its header says 4"},
		{"other nodes", encoded(t, full(), `"nodes":3`, `"nodes":4`),
			"node features: 3 values, want 4 rows × 1 columns"},
		{"negative nodes", encoded(t, full(), `"nodes":3`, `"nodes":-3`), "holds a graph that is not valid: -3 nodes"},
		{"unknown section", encoded(t, full(), "species", "weather"), `has an unknown or a second section "weather"`},
		{"twice", encoded(t, full(), "valid", "train"), `has an unknown or a second section "train"`},
		{"other type", encoded(t, full(), `"source","type":"int32"`, `"source","type":"int64"`),
			`section "source" has type "int64", want "int32"`},
		{"columns of ids", encoded(t, full(), `"source","type":"int32","columns":1`,
			`"source","type":"int32","columns":3`), "has 3 columns, want 1"},
		{"other columns", encoded(t, full(), `"columns":2`, `"columns":3`),
			"edge features: 6 values, want 3 rows × 3 columns"},
		{"negative columns", encoded(t, full(), `"columns":2`, `"columns":-2`),
			"edge features: 6 values, want 3 rows × -2 columns"},
		{"other offset", encoded(t, full(), `"offset":64`, `"offset":60`),
			`section "target" starts at byte 60, want 64`},
		{"odd length", encoded(t, full(), `"offset":0,"length":12`, `"offset":0,"length":11`),
			"has 11 bytes, want a multiple of 4"},
		{"negative length", encoded(t, full(), `"offset":0,"length":12`, `"offset":0,"length":-12`),
			"has -12 bytes, want a multiple of 4"},
		{"length too large", encoded(t, full(), `"offset":0,"length":12`, `"offset":0,"length":9223372036854775804`),
			"is cut short: "},
		{"unsorted", encoded(t, unsorted), "holds a graph that is not valid: edge 2 has target 0 after target 1; " +
			"sort the edges by target; save"},
		{"id out of range", encoded(t, outOfRange), "edge 1: there is no node 3; ids go from 0 to 2"},
		{"not finite", encoded(t, notFinite), "edge features: row 1, column 1 is +Inf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "it.graph")
			if err := os.WriteFile(path, c.content, 0o666); err != nil {
				t.Fatal(err)
			}
			_, err := Open(path).Done()
			if err == nil || !strings.HasPrefix(err.Error(), "datasets: "+path+" ") ||
				!strings.Contains(err.Error(), c.want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none")} {
		if _, err := Open(path).Done(); err == nil ||
			!strings.HasPrefix(err.Error(), "datasets: "+path+" can't be opened: ") {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

// Any one changed byte of a file is found, but for the zeros between sections.
func TestOpenFindsDamage(t *testing.T) {
	g := full()
	file := encoded(t, g)
	for at := range file {
		content := bytes.Clone(file)
		content[at] ^= 0x10
		if got, _, err := decode(content); err == nil && !(file[at] == 0 && sameGraph(got, g)) {
			t.Errorf("byte %d of %d is another, and nothing is said", at, len(file))
		}
	}
}

func TestOpenFindsDamageInAnyBlock(t *testing.T) {
	file := encoded(t, saved()["several blocks"])
	for block := range 2 {
		content := bytes.Clone(file)
		content[4096+block*blockBytes] ^= 1 // past the header
		if _, _, err := decode(content); err == nil ||
			!strings.Contains(err.Error(), `section "node features" has checksum `) {
			t.Errorf("block %d: got %v", block, err)
		}
	}
}

// A file that claims many nodes in few bytes takes little memory.
func TestOpenTakesLittleMemory(t *testing.T) {
	file := encoded(t, &Graph{NumNodes: arrays.MaxNodes, Train: []int32{5}, Test: []int32{arrays.MaxNodes - 1}})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, _, err := decode(file); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("%d bytes for a file of %d", took, len(file))
	}
	twice := encoded(t, &Graph{NumNodes: arrays.MaxNodes, Train: []int32{5}, Test: []int32{5}})
	if _, _, err := decode(twice); err == nil ||
		!strings.Contains(err.Error(), "test split, entry 0: node 5 is in the train split already") {
		t.Errorf("got %v", err)
	}
}

// Whatever is accepted is valid and can be saved again. The fuzzed bytes are the header's text and what follows, as
// chance would not find a checksum.
func FuzzOpen(f *testing.F) {
	for _, g := range saved() {
		if g.NumNodes > 3 || len(g.NodeFeatures.Data) > 3 {
			continue
		}
		file := encoded(f, g)
		end := prefixBytes + int(binary.LittleEndian.Uint32(file[12:]))
		f.Add(file[prefixBytes:end], file[aligned(end):], false)
		f.Add(file, []byte{}, true)
	}
	f.Fuzz(func(t *testing.T, text, sections []byte, raw bool) {
		file := bytes.Clone(text)
		if !raw {
			start := []byte(formatMagic)
			start = binary.LittleEndian.AppendUint32(start, formatVersion)
			start = binary.LittleEndian.AppendUint32(start, uint32(len(text)))
			start = binary.LittleEndian.AppendUint32(start, crc32.Checksum(text, castagnoli))
			file = append(pad(append(start, text...)), sections...)
		}
		g, stamp, err := decode(file)
		if err != nil {
			if strings.Contains(fmt.Sprint(err), "\n") {
				t.Errorf("error of several lines: %v", err)
			}
			return
		}
		if err := g.Validate(); err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		if err := g.encode(&again, stamp); err != nil {
			t.Fatal(err)
		}
		if got, gotStamp, err := decode(again.Bytes()); err != nil || gotStamp != stamp || !sameGraph(got, g) {
			t.Fatalf("got %+v, %v, want %+v", got, err, g)
		}
	})
}

package parquet

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// made is the path of a file that testdata/make.py wrote.
func made(name string) string { return filepath.Join("testdata", name+".parquet") }

func report(result *schema.Result) string {
	var lines []string
	for _, c := range result.Columns {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", c.Name, c.Role, c.Note))
	}
	return strings.Join(lines, "\n")
}

// TestReadCompressed reads one table of edges in all the ways in which pandas and pyarrow compress and encode it.
func TestReadCompressed(t *testing.T) {
	for _, name := range []string{"plain", "snappy", "gzip", "zstd", "v2"} {
		t.Run(name, func(t *testing.T) {
			choice := schema.Choice{Roles: []schema.Given{{Column: "kind", Role: schema.CategoryRole}}}
			got, err := Read(t.Context(), files.FromDisk, made(name), choice)
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprint(got.IDs, got.Ends, got.Weights, got.EdgeColumns, got.EdgeFeatures.Data)
			const want = "[10 20 30] [[0 1] [0 2] [1 2] [2 0]] [0.5 2 1 0.25] [kind=a kind=b] [1 0 0 1 1 0 0 1]"
			if text != want {
				t.Errorf("got  %s\nwant %s", text, want)
			}
		})
	}
}

// TestReadHeaders reads tables of edges with the names of other programs.
func TestReadHeaders(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"words", "[ann bob cid] [[0 1] [1 2]] []"},
		{"floats", "[1 2 3000000] [[0 1] [1 2]] []"}, // ids that a missing value made floats
		{"gephi", "[1 2 3] [[0 1] [1 0] [1 2]] [1 1 2]"},
		{"neo4j", "[p1 p2 p3] [[0 1] [1 2]] [0.5 0.7]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(t.Context(), files.FromDisk, made(c.name), schema.Choice{})
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(got.IDs, got.Ends, got.Weights); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

// TestReadTypes reads a column of each type.
func TestReadTypes(t *testing.T) {
	tables := Tables{Open: files.FromDisk, Edges: made("snappy"), Nodes: made("nodes"),
		Choice: schema.Choice{Missing: schema.Zero}}
	got, err := tables.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]float32{
		"int8": {-1, 2, 3}, "uint32": {1, 2, 1<<32 - 1}, "uint64": {1, 2, 1 << 63}, "half": {0.5, -2, 1.1920929e-07},
		"single": {0.1, 0.2, 0.3}, "bool": {1, 0, 1}, "decimal": {1.25, -3.5, 0.01}, "missing": {1.5, 0, 0},
		"feat0": {0.5, 1.5, 2.5}, "feat1": {1, 2, 3}, "fixed0": {1, 3, 5}, "fixed1": {2, 4, 6},
	}
	if len(got.NodeColumns) != len(columns) {
		t.Errorf("%v", got.NodeColumns)
	}
	for i, feature := range got.NodeColumns {
		var values []float32
		for row := range got.IDs {
			values = append(values, got.NodeFeatures.Row(row)[i])
		}
		if !slices.Equal(values, columns[feature.Name]) {
			t.Errorf("%s: %v, want %v", feature.Name, values, columns[feature.Name])
		}
	}
	if text := fmt.Sprint(got.IDs, got.Split, got.Years); text != "[10 20 30] [[0] [] [2]] [2001 2002 2003]" {
		t.Error(text)
	}
	for _, want := range []string{
		"day: left out: dates; WithDates makes days since 1970 of them",
		"at: left out: dates; WithDates makes days since 1970 of them",
		"clock: left out: a time of day",
		"text: left out: words; WithCategories makes a feature of each of them",
		"digits: left out: the file declares it as text; WithNodeFeatures or WithEdgeFeatures reads it as numbers",
		"feat: feature: 2 columns: feat0 to feat1; lists of numbers",
		"struct: left out: nested values",
		"nothing: left out: it has no value in any row",
		"label: left out: " + schema.MayBeTarget,
	} {
		if !strings.Contains("\n"+report(got)+"\n", "\n"+want+"\n") {
			t.Errorf("no %q in\n%s", want, report(got))
		}
	}
}

// TestRoles gives roles to columns.
func TestRoles(t *testing.T) {
	for _, c := range []struct {
		name  string
		given schema.Given
		get   func(*schema.Result) any
		want  string
	}{
		{"dates as features", schema.Given{Column: "day", Role: schema.FeatureRole, Date: true},
			func(r *schema.Result) any { return r.NodeFeatures.Data[8] }, "19753"}, // days from 1970 to 2024-01-31
		{"times", schema.Given{Column: "at", Role: schema.TimeRole},
			func(r *schema.Result) any { return r.Times }, "[1706702400 1706702400 1706702400]"},
		{"lists to predict", schema.Given{Column: "feat", Role: schema.ValueRole},
			func(r *schema.Result) any { return r.Values }, "{[0.5 1 1.5 2 2.5 3] 2}"},
		{"classes", schema.Given{Column: "label", Role: schema.ClassRole},
			func(r *schema.Result) any { return fmt.Sprint(r.Classes, r.ClassNames) }, "[0 1 0] [x y]"},
		{"text as numbers", schema.Given{Column: "digits", Role: schema.ValueRole},
			func(r *schema.Result) any { return r.Values.Data }, "[7 8 9]"},
		{"names", schema.Given{Column: "digits", Role: schema.NameRole},
			func(r *schema.Result) any { return r.Names }, "[007 008 009]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			choice := schema.Choice{Missing: schema.Zero, Roles: []schema.Given{c.given, {Column: "year",
				Role: schema.LeftOut}}}
			tables := Tables{Open: files.FromDisk, Edges: made("snappy"), Nodes: made("nodes"), Choice: choice}
			got, err := tables.Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(c.get(got)); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

// TestIndex takes the index of pandas for the ids of nodes, and for nothing else.
func TestIndex(t *testing.T) {
	for _, c := range []struct{ nodes, want string }{
		{"index", "__index_level_0__: id: "},
		{"named_index", "node: id: "},
	} {
		t.Run(c.nodes, func(t *testing.T) {
			tables := Tables{Open: files.FromDisk, Edges: made("words"), Nodes: made(c.nodes)}
			got, err := tables.Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if text := report(got); !strings.Contains(text, c.want) || fmt.Sprint(got.IDs, got.NodeFeatures.Data) !=
				"[ann bob cid] [31 45 27]" {
				t.Errorf("%v, %s", got.IDs, text)
			}
		})
	}
	got, err := Tables{Open: files.FromDisk, Edges: made("index"), Source: "age", Target: "class"}.Read(t.Context())
	if want := "__index_level_0__: left out: the index of pandas"; err != nil || !strings.Contains(report(got), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestReadRefuses(t *testing.T) {
	whole, err := os.ReadFile(made("snappy"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := slices.Clone(whole)
	for i := 8; i < 200; i++ {
		damaged[i] ^= 0xff // inside the pages
	}
	open := func(path string) (io.ReadCloser, error) {
		switch path {
		case "damaged":
			return io.NopCloser(strings.NewReader(string(damaged))), nil
		case "short":
			return io.NopCloser(strings.NewReader(string(whole[:100]))), nil
		case "text":
			return io.NopCloser(strings.NewReader("source,target\n")), nil
		}
		return files.FromDisk(path)
	}
	for _, c := range []struct {
		name   string
		tables Tables
		want   string
	}{
		{"no file", Tables{Edges: made("none")}, made("none") + ": no such file or directory"},
		{"text", Tables{Edges: "text"}, "text can't be read as Parquet: "},
		{"a file cut short", Tables{Edges: "short"}, "short can't be read as Parquet: "},
		{"a damaged file", Tables{Edges: "damaged"}, "damaged "},
		{"LZ4", Tables{Edges: made("lz4")},
			made("lz4") + " can't be read as Parquet: it is compressed by LZ4_RAW, which is not " +
				"read; write it with Snappy, gzip or Zstandard"},
		{"no rows", Tables{Edges: made("empty")}, made("empty") + " has no edges"},
		{"an end without value", Tables{Edges: made("no_end")},
			made("no_end") + ` row 2: column "source" is empty, want a node's id`},
		{"no such ends", Tables{Edges: made("snappy"), Source: "a", Target: "target"},
			made("snappy") + ` has no column "a" for WithEnds; it has "source", "target", "weight", "kind"`},
		{"no such id", Tables{Edges: made("snappy"), Nodes: made("nodes"), ID: "key"},
			made("nodes") + ` has no column "key" for WithRole(datasets.IDRole, …); it has "id", "int8"`},
		{"lists of two lengths", Tables{Edges: made("snappy"), Nodes: made("uneven")},
			made("uneven") + ` row 2: column "feat": a list of 1 numbers, want 2, as in the rows before`},
		{"no column of ends", Tables{Edges: made("uneven")},
			made("uneven") + ` has the columns "id", "feat", want at least two`},
		{"a missing feature", Tables{Edges: made("snappy"), Nodes: made("nodes")},
			made("nodes") + `: column "missing": "" stands for no value, which is missing for 2 of 3 nodes`},
		{"a role for nested values", Tables{Edges: made("snappy"), Nodes: made("nodes"), Choice: schema.Choice{
			Roles: []schema.Given{{Column: "struct", Role: schema.FeatureRole, Option: "WithNodeFeatures"}}}},
			`column "struct" can't be a feature by WithNodeFeatures: nested values`},
		{"a role of nodes without their table", Tables{Edges: made("snappy"), Choice: schema.Choice{
			Roles: []schema.Given{{Column: "age", Role: schema.FeatureRole, Option: "WithNodeFeatures", Nodes: true}}}},
			"WithNodeFeatures names a column of the nodes; add their file by WithNodes"},
		{"no such node", Tables{Edges: made("words"), Nodes: made("nodes")},
			`there is no node "ann" in ` + made("nodes")},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.tables.Open = open
			got, err := c.tables.Read(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %+v, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestRecognizes(t *testing.T) {
	if !Recognizes("a", []byte("PAR1\x15\x04")) || Recognizes("a.parquet", []byte("source,target\n")) ||
		Recognizes("a.parquet", nil) {
		t.Error("the magic bytes")
	}
}

// FuzzRead reads any bytes, begun with the files of testdata.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"plain", "v2", "words", "nodes", "neo4j", "int96", "uneven"} {
		content, err := os.ReadFile(made(name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		open := madeup.Texts(map[string]string{"t.parquet": string(content)})
		_, err := Read(t.Context(), open, "t.parquet", schema.Choice{Missing: schema.Zero})
		if err != nil && (!strings.HasPrefix(err.Error(), "t.parquet") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("not one line: %q", err)
		}
	})
}

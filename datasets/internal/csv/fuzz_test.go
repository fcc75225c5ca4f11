package csv

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// FuzzRead reads any tables, which must give a graph or one clear line.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("testdata/*/*")
	if err != nil || len(paths) < 30 {
		f.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "", false)
		f.Add("source,target\na,b\n", string(text), false)
	}
	f.Add("source;target\n\"a\";b\n", "id,x,class\na,1,u\nb,2,\n", false)
	f.Add("\"s\" \"t\"\n\"1\" \"a\\\"\" \"b\"\n", "", false)
	f.Add("0\t1\n1\t2\n", "", true)
	f.Add("# a,b\nsep=|\n1,2\n", "a:ID,:LABEL\n1,x\n2,y\n", true)
	f.Fuzz(func(t *testing.T, edges, nodes string, headless bool) {
		tables := ofTexts(edges, nodes)
		tables.Headless, tables.Choice.Missing = headless, schema.Zero
		r, err := tables.Read(t.Context())
		if err != nil {
			if !strings.Contains(err.Error(), "edges.csv") && !strings.Contains(err.Error(), "nodes.csv") ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("not one clear line: %q", err)
			}
			return
		}
		for _, ends := range r.Ends {
			if ends[0] < 0 || ends[1] < 0 || int(max(ends[0], ends[1])) >= len(r.IDs) {
				t.Errorf("edge %v of %d nodes", ends, len(r.IDs))
			}
		}
		if len(r.NodeFeatures.Data) != len(r.IDs)*r.NodeFeatures.Cols {
			t.Errorf("%d values for %d nodes", len(r.NodeFeatures.Data), len(r.IDs))
		}
		Recognizes("edges.csv", []byte(edges))
	})
}

// FuzzRows cuts any text in blocks of any size, which must give the same rows.
func FuzzRows(f *testing.F) {
	for _, text := range []string{"a,b\n\"c\",\"d\"\"\n\"\n,\n", "\"a\"b", "a \"b\\\"\" \n\n c", "\"", "a,\"b\" ,c\n"} {
		f.Add(text, byte(','), 1)
		f.Add(text, byte(blanks), 3)
	}
	f.Fuzz(func(t *testing.T, text string, separator byte, block int) {
		if strings.IndexByte(separators+" ", separator) < 0 || block < 1 || block > 100 {
			return
		}
		whole := &rows{text: strings.NewReader(text), separator: separator}
		parts := &rows{text: strings.NewReader(text), separator: separator, least: block}
		for {
			want, wantErr := whole.next()
			got, err := parts.next()
			if !slices.Equal(got, want) || (err == nil) != (wantErr == nil) || err == nil && parts.line != whole.line ||
				err != nil && err.Error() != wantErr.Error() {
				t.Fatalf("%q, %v in line %d; want %q, %v in line %d", got, err, parts.line, want, wantErr, whole.line)
			}
			if err != nil {
				return
			}
		}
	})
}

func TestRecognizes(t *testing.T) {
	for _, c := range []struct {
		path, text string
		want       bool
	}{
		{"a.csv", "x,y\n1,2\n", true},
		{"a.csv.gz", "x,y\n1,2\n", true},
		{"a.TSV", "x\ty\n1\t2\n", true},
		{"a.csv", "x\n1\n", false},
		{"a.csv", "", false},
		{"a.tsv", "% asym positive\n1\t2\n", false},
		{"a.csv", "<gexf>", false},
		{"a.txt", "source,target\na,b\n", true},
		{"a.txt", ":START_ID(P),:END_ID(P)\na,b\n", true},
		{"a.txt", "# FromNodeId\tToNodeId\n1\t2\n", false}, // of SNAP
		{"a.txt", "a,b\nb,c\n", false},
		{"a.txt", "source target\na b\n", false},
	} {
		if got := Recognizes(c.path, []byte(c.text)); got != c.want {
			t.Errorf("%s %q: %v", c.path, c.text, got)
		}
	}
}

package dgl

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// small is a folder as DGL's guide has it.
func small() map[string]string {
	return map[string]string{
		"f/meta.yaml": "dataset_name: small\nedge_data:\n- file_name: edges.csv\nnode_data:\n- file_name: nodes.csv\n",
		"f/edges.csv": "src_id,dst_id\n0,1\n1,2\n2,3\n3,0\n",
		"f/nodes.csv": "node_id,label,train_mask,val_mask,test_mask,feat\n0,0,True,False,False,\"0.1,0.2\"\n" +
			"1,1,True,False,False,\"0.3,0.4\"\n2,0,False,True,False,\"0.5,0.6\"\n3,1,False,False,True,\"0.7,0.8\"\n",
	}
}

func report(result *schema.Result) string {
	var lines []string
	for _, c := range result.Columns {
		lines = append(lines, fmt.Sprintf("%s: %s: %s: %s", c.File, c.Name, c.Role, c.Note))
	}
	return strings.Join(lines, "\n")
}

func TestRead(t *testing.T) {
	class := schema.Choice{Roles: []schema.Given{{Column: "label", Role: schema.ClassRole, Option: "WithClassFrom"}}}
	for _, path := range []string{"f", "f/meta.yaml"} {
		got, err := Read(t.Context(), madeup.Texts(small()), path, class)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(got.IDs, got.Ends, got.NodeFeatures, got.NodeColumns, got.Classes, got.ClassNames, got.Split)
		const want = "[0 1 2 3] [[0 1] [1 2] [2 3] [3 0]] {[0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8] 2} [feat0 feat1] " +
			"[0 1 0 1] [0 1] [[0 1] [2] [3]]"
		if text != want {
			t.Errorf("got  %s\nwant %s", text, want)
		}
	}
}

// TestReadPandas reads what testdata/make.py wrote: with types, fields of other names, lists in brackets and row
// numbers.
func TestReadPandas(t *testing.T) {
	got, err := Read(t.Context(), files.FromDisk, filepath.Join("testdata", "pandas"),
		schema.Choice{Missing: schema.Zero})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(got.IDs, got.Ends, got.Weights, got.NodeColumns, got.NodeFeatures.Data[:4], got.EdgeColumns,
		got.EdgeFeatures.Data, got.Classes)
	const want = "[n0 n1 n2 n3 n4] [[0 1] [1 2] [2 3] [3 4]] [0.5 1 2 0.25] [feat0 feat1 feat2 age] " +
		"[10.625 7.875 6.375 31] [vec0 vec1] [1 2 3 4 5 6 7 8] []"
	if text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	const wantReport = `members.csv: : left out: it has no name, as the row numbers of R and pandas
members.csv: node_id: id: ` + `
members.csv: label: left out: ` + schema.MayBeTarget + `
members.csv: train_mask: split: ` + `
members.csv: val_mask: split: ` + `
members.csv: test_mask: split: ` + `
members.csv: feat: feature: 3 columns: feat0 to feat2; lists of numbers
members.csv: age: feature: missing values are 0
edges.csv: from: end: ` + `
edges.csv: to: end: ` + `
edges.csv: weight: weight: ` + `
edges.csv: vec: feature: 2 columns: vec0 to vec1; lists of numbers
graphs.csv: graph_id: left out: of the whole graph
graphs.csv: label: left out: of the whole graph`
	if text := report(got); text != wantReport {
		t.Errorf("got  %s\nwant %s", text, wantReport)
	}
}

// TestRoles gives roles to columns of lists.
func TestRoles(t *testing.T) {
	for _, c := range []struct {
		name  string
		given schema.Given
		want  string
	}{
		{"all of a list to predict", schema.Given{Column: "feat", Role: schema.ValueRole},
			"[] {[0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8] 2}"},
		{"a part to predict", schema.Given{Column: "feat1", Role: schema.ValueRole}, "[feat0] {[0.2 0.4 0.6 0.8] 1}"},
		{"left out", schema.Given{Column: "feat", Role: schema.LeftOut}, "[] {[] 0}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(t.Context(), madeup.Texts(small()), "f", schema.Choice{Roles: []schema.Given{c.given}})
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(got.NodeColumns, got.Values); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	meta := func(nodes, edges, more string) string {
		return "dataset_name: a\nnode_data:\n" + nodes + "edge_data:\n" + edges + more
	}
	const nodes, edges = "- file_name: nodes.csv\n", "- file_name: edges.csv\n"
	for _, c := range []struct{ name, file, text, want string }{
		{"no YAML", "meta.yaml", "a: b: c\n", "f/meta.yaml: yaml: mapping values are not allowed in this context"},
		{"a list for a name", "meta.yaml", meta("- file_name: [a]\n", edges, ""),
			"f/meta.yaml: line 3: cannot unmarshal"},
		{"no nodes", "meta.yaml", "edge_data:\n" + edges, "f/meta.yaml names no files of edge_data and node_data"},
		{"types of nodes", "meta.yaml", meta("- {file_name: a.csv, ntype: user}\n- {file_name: b.csv, ntype: item}\n",
			edges,
			""), `f/meta.yaml has nodes of several types, ["user" "item"]`},
		{"types of edges", "meta.yaml", meta(nodes, "- {file_name: a.csv, etype: [u, likes, u]}\n"+
			"- {file_name: b.csv, etype: [u, knows, u]}\n", ""),
			`f/meta.yaml has edges of several types, ["u likes u" "u knows u"]`},
		{"two sides", "meta.yaml", meta(nodes, "- {file_name: a.csv, etype: [user, likes, item]}\n", ""),
			`f/meta.yaml has edges ["user" "likes" "item"] between nodes of several types`},
		{"no file", "meta.yaml", meta("- ntype: user\n", edges, ""), "f/meta.yaml has an entry without its file_name"},
		{"a file's name of two lines", "meta.yaml", meta("- file_name: \"a\\nb\"\n", edges, ""),
			`f/meta.yaml has file_name "a\nb"; want a name without line ends`},
		{"a separator of two", "meta.yaml", meta(nodes, edges, "separator: ab\n"), `f/meta.yaml has separator "ab"`},
		{"other names", "meta.yaml", meta("- {file_name: nodes.csv, node_id_field: key}\n", edges, ""),
			`f/nodes.csv has no column "key"; it has ["node_id" "label" "train_mask"`},
		{"no ends", "edges.csv", "a,b\n0,1\n", `f/edges.csv has no column "src_id"; it has ["a" "b"]: say which by ` +
			"src_id_field in meta.yaml"},
		{"an empty table", "nodes.csv", "", "f/nodes.csv is empty"},
		{"two of a name", "nodes.csv", "node_id,x,x\n", `f/nodes.csv line 1: two columns have the name "x"`},
		{"a short row", "nodes.csv", "node_id,x\n0\n", "f/nodes.csv line 2: wrong number of fields"},
		{"no id", "nodes.csv", "node_id,x\n,1\n", `f/nodes.csv line 2: column "node_id" is empty`},
		{"a node twice", "nodes.csv", "node_id,x\n0,1\n0,2\n", `f/nodes.csv line 3: node "0" is in line 2 already`},
		{"no such node", "edges.csv", "src_id,dst_id\n0,9\n",
			`f/edges.csv line 2: there is no node "9" in f/nodes.csv`},
		{"a short list", "nodes.csv", "node_id,x\n0,\"1,2\"\n1,\"1,2,3\"\n",
			`f/nodes.csv line 3: column "x": "1,2,3", want a list of 2 numbers, as in the rows before`},
		{"a word for a list", "nodes.csv", "node_id,x\n0,\"1,2\"\n1,a\n",
			`f/nodes.csv line 3: column "x": "a", want a list of 2 numbers`},
		{"no list", "nodes.csv", "node_id,x\n0,\"1,2\"\n1,\n2,\"3,4\"\n3,\"3,4\"\n",
			`f/nodes.csv line 3: column "x0": "" stands for no value, which is missing for 1 of 4 nodes`},
		{"several graphs", "nodes.csv", "node_id,graph_id\n0,0\n1,0\n0,1\n",
			`f/nodes.csv line 4: column "graph_id": graph "1" after graph "0"; a folder of several graphs is not read`},
		{"edges of another graph", "edges.csv", "src_id,dst_id,graph_id\n0,1,0\n2,3,5\n",
			`f/edges.csv line 3: column "graph_id": graph "5" after graph "0"`},
		{"a long list and many rows", "nodes.csv", "node_id,x\n0,\"" + strings.Repeat("1,", 10_000) + "1\"\n" +
			strings.Repeat("k,\n", 1) + manyRows(1000), `no list in this row and many before`},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := small()
			folder["f/"+c.file] = c.text
			got, err := Read(t.Context(), madeup.Texts(folder), "f", schema.Choice{})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %+v, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

// manyRows are rows of nodes without anything else.
func manyRows(count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, "n%d,\n", i)
	}
	return b.String()
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		cell string
		want int
	}{
		{"1,2", 2}, {"[1, -2.5e3, nan]", 3}, {"(1, 2)", 2}, {"(1,)", 1}, {"1", 1}, {"", 0}, {"a,b", 0},
		{"[[1,2],[3,4]]", 0},
		{"[]", 0}, {"1,,2", 0}, {"[1, 2", 0},
	} {
		if got := len(list(c.cell)); got != c.want {
			t.Errorf("%q: %d numbers, want %d", c.cell, got, c.want)
		}
	}
}

func TestRecognizes(t *testing.T) {
	if start := []byte(small()["f/meta.yaml"]); !Recognizes("f/meta.yaml", start) || Recognizes("f/other.yaml",
		start) ||
		Recognizes("f/meta.yaml", []byte("a: b\n")) {
		t.Error("meta.yaml")
	}
	if !Recognizes(filepath.Join("testdata", "pandas"), nil) || Recognizes("testdata", nil) {
		t.Error("the folder")
	}
}

// FuzzRead reads any text as each of the files.
func FuzzRead(f *testing.F) {
	folder := small()
	f.Add(folder["f/meta.yaml"], folder["f/nodes.csv"], folder["f/edges.csv"])
	f.Add("separator: ;\nnode_data: [{file_name: nodes.csv}]\nedge_data: [{file_name: edges.csv}]\n",
		"node_id;graph_id;x\n1;0;[1, 2]\n2;0;\n", "src_id;dst_id\n1;2\n")
	f.Fuzz(func(t *testing.T, meta, nodes, edges string) {
		folder := map[string]string{"f/meta.yaml": meta, "f/nodes.csv": nodes, "f/edges.csv": edges}
		_, err := Read(t.Context(), madeup.Texts(folder), "f", schema.Choice{})
		if err != nil && (!strings.HasPrefix(err.Error(), "f/") && !strings.Contains(err.Error(), "no such file") &&
			!strings.Contains(err.Error(), "file does not exist") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("not one line: %q", err)
		}
	})
}

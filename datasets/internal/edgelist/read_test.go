package edgelist

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
)

func TestRead(t *testing.T) {
	listtest.Test(t, Read, []listtest.Case{
		{Name: "SNAP", Text: "# Directed graph (each unordered pair of nodes is saved once): x.txt\n" +
			"# Nodes: 3 Edges: 2\n# FromNodeId\tToNodeId\n30\t10\n10\t2\n", Want: "2 10 30 | 30→10 10→2"},
		{Name: "SNAP without directions", Text: "# Undirected graph: x.txt\n# FromNodeId\tToNodeId\n1\t2\n",
			Want: "1 2 | 1→2 2→1"},
		{Name: "SNAP with a sign", Text: "# FromNodeId\tToNodeId\tSign\n0\t1\t-1\n1\t0\t1\n",
			Want: "0 1 | 0→1[-1] 1→0[1] | Sign: feature"},
		{Name: "SNAP with times", Text: "9 8 1251147667\n8 9 1251147668\n",
			Want: "8 9 | 9→8@1251147667 8→9@1251147668 | 3: time"},
		{Name: "SNAP with commas, a rating and a time", Text: "6,2,4,1289241911.7\n6,5,-2,1289241941.5\n",
			Want: "2 5 6 | 6→2[4 1.2892419e+09] 6→5[-2 1.289242e+09] | 3: feature, 4: feature"},
		{Name: "names in a first line", Text: "source target weight kind\na b 2 x\n",
			Want: "a b | a→b=2 | weight: weight, kind: left out"},
		{Name: "names in a comment", Text: "# from to time\na b 0\nb a 17\n", Want: "a b | a→b@0 b→a@17 | time: time"},
		{Name: "LINE", Text: "good the 3\nthe good 4\n", Want: "good the | good→the=3 the→good=4 | 3: weight"},
		{Name: "decimal commas", Text: "a;b;1,5\n", Want: "error: numbers with a decimal comma"},
		{Name: "semicolons", Text: "a;b;1.5\nNew York;a;2\n",
			Want: "a b New York | a→b=1.5 New York→a=2 | 3: weight"},
		{Name: "quotes", Text: "\"a, b\",\"c\"\"\",1\n", Want: "a, b c\" | a, b→c\"=1 | 3: weight"},
		{Name: "a value less", Text: "a b 1\nb c\n", Want: "error: line 2"},
		{Name: "NCOL", Path: "f.ncol", Text: "a b 2.5\nb c 1\n",
			Want: "a b c | a→b=2.5 b→a=2.5 b→c=1 c→b=1 | weight: weight"},

		{Name: "KONECT", Text: "% sym unweighted\n% 2 3 3\n1 2\n2\t3\n", Want: "1 2 3 | 1→2 2→1 2→3 3→2"},
		{Name: "KONECT with weights and times", Text: "% asym posweighted\n1 2 \t0.5 1166068800\n2 1 2\t1166068801\n",
			Want: "1 2 | 1→2=0.5@1166068800 2→1=2@1166068801 | weight: weight, time: time"},
		{Name: "KONECT with two sides", Text: "% bip signed\n% 3 2 2\n1 1 1\n1 2 -1\n2 1 1\n",
			Want: "1[1 0] right 1[0 1] right 2[0 1] 2[1 0] | 1→right 1=1 right 1→1=1 1→right 2=-1 " +
				"right 2→1=-1 2→right 1=1 right 1→2=1 | side: category, weight: weight"},
		{Name: "KONECT with multiplicities in some lines", Text: "% asym positive\n1 2 3\n2 1\n",
			Want: "1 2 | 1→2=3 2→1=1 | weight: weight"},
		{Name: "KONECT cut short", Text: "% sym unweighted\n% 3 3 3\n1 2\n2 3\n",
			Want: "error: f.txt has 2 edges, and its line 2 says 3"},
		{Name: "a dynamic network", Text: "% asym dynamic\n1 2 1 5\n1 2 -1 6\n",
			Want: "error: line 3: an edge that ends here"},

		{Name: "a dict", Text: "a b {'weight': 0.5, 'ok': True}\nb c {'weight': 1, 'ok': False}\n",
			Want: "a b c | a→b=0.5[1] b→c=1[0] | weight: weight, ok: feature"},
		{Name: "an empty dict", Text: "a b {}\n", Want: "a b | a→b"},
		{Name: "a dict that is open", Text: "a b {'weight': [}\n", Want: "error: f.txt line 1: a dict without"},
		{Name: "a dict after names with blanks", Text: "New York Rome {'weight': 3}\n",
			Want: "error: line 1: 3 fields before the dict"},

		{Name: "two columns of one name", Text: "# from to x x\na b 1 2\n",
			Want: "error: two columns are called \"x\""},
		{Name: "one field", Text: "a b\nc\n", Want: "error: line 2: \"c\" is one field"},
		{Name: "a triple", Text: "/m/1\t/location/in\t/m/2\n", Want: "error: line 1: \"/m/2\" is not a number"},
		{Name: "a field too many", Text: "a b\nb c 1\n", Want: "error: line 2: 3 fields, want 2"},
		{Name: "a word for a weight", Text: "a b 1\nb c x\n", Want: "error: line 2"},
		{Name: "an empty id", Text: "a,,1\n", Want: "error: line 1: field 2 is empty"},
		{Name: "comments alone", Text: "# nothing\n\n", Want: "error: f.txt has no edges"},
	})
}

func TestFilesOfTools(t *testing.T) {
	const towns = "New York Rome São Paulo | New York→Rome=3 Rome→São Paulo=4 | "
	listtest.Files(t, Read, "testdata", map[string]string{
		"default.edgelist": "ann bob cy dee | ann→bob=0.5[1] bob→cy=2[0] cy→dee=1e-07[1] | weight: weight, " +
			"kind: left out, close: feature",
		"nodata.edgelist": "ann bob cy dee | ann→bob bob→cy cy→dee",
		"weight_close.edgelist": "ann bob cy dee | ann→bob[0.5 1] bob→cy[2 0] cy→dee[1e-07 1] | 3: feature, " +
			"4: feature",
		"tabs.edgelist":     towns + "weight: weight",
		"commas.edgelist":   towns + "weight: weight",
		"towns.edgelist":    towns + "3: weight",
		"blanks.edgelist":   "error: line 1: 3 fields before the dict",
		"weighted.edgelist": "ann bob | ann→bob=1.5 ann→bob=2.5 bob→ann=3 | 3: weight",
		"igraph.edgelist":   "0 1 2 | 0→1 1→2",
		"weights.ncol":      "p q r | p→q=1 q→p=1 q→r=2.5 r→q=2.5 | weight: weight",
		"names.ncol":        "p q r | p→q q→p q→r r→q",
	})
}

func TestRecognizes(t *testing.T) {
	for _, c := range []struct {
		name, start string
		want        bool
	}{
		{"two ids", "a b\n", true},
		{"comments first", "# x\n\n% y\n1\t2\t0.5\n", true},
		{"KONECT", "% bip\n", true},
		{"a dict", "a b {'x': 1}\n", true},
		{"a header", "source,target,kind\n", true},
		{"prose", "This is a text.\n", false},
		{"one field", "a\n", false},
		{"GML", "graph [\n", false},
		{"GraphML", "<?xml version=\"1.0\"?>\n", false},
		{"bytes", "\x89graph 1 2\x00\n", false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognizes("f", []byte(c.start)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	listtest.Fuzz(f, Read, "f.edgelist", "testdata", "% bip signed\n% 3 2 2\n1 1 1\n1 2 -1 5\n",
		"# from to time\na b 0\n", "\"a\",b;c\n", "a b {'x': [1], \"y\": '\\n'}")
}

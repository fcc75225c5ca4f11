package pajek

import (
	"context"
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"friends.net": "*Vertices 2\n1 \"Ann Lee\"\n2 \"Bob\"\n*Arcs\n1 2 0.5\n"})
	result, err := Read(context.Background(), open, "friends.net", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Names, result.Ends, result.Weights)
	// Output: [1 2] [Ann Lee Bob] [[0 1]] [0.5]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("friends.net", []byte("% made by hand\n*Vertices 2\n")), Recognizes("friends.net",
		[]byte("1 2\n")))
	// Output: true false
}

func TestRead(t *testing.T) {
	const three = "*Vertices 3\n"
	listtest.Test(t, Read, []listtest.Case{
		{Name: "no list of vertices", Text: three + "*Edges\n3 1\n", Want: "1 2 3 | 3→1 1→3"},
		{Name: "some vertices", Text: three + "2 b\n", Want: "2(b) 1(1) 3(3) | | vertex: name"},
		{Name: "numbers of their own", Text: "*vertices 2\n10 a\n20 b\n*arcs\n20 10 1\n",
			Want: "10(a) 20(b) | 20→10=1 | vertex: name, weight: weight"},
		{Name: "weights in some lines", Text: three + "*Arcs\n1 2\n2 3 -2\n",
			Want: "1 2 3 | 1→2=1 2→3=-2 | weight: weight"},
		{Name: "drawings", Text: "*Network n\n*Vertices 1\n1 \"a\" 0.1 0.2 0.5 box ic Red x_fact 2 age 7 [1-3, 5]" +
			"\n*Arcs\n1 1 2 w 3 c Blue l \"a b\" kind 4 [2]\n",
			Want: "1(a)[7] | 1→1=2[4] | vertex: name, time interval: left out, " +
				"x: left out, y: left out, z: left out, shape: left out, ic: left out, x_fact: left out, age: " +
				"feature, " +
				"time interval: left out, weight: weight, w: left out, c: left out, l: left out, kind: feature"},
		{Name: "lists", Text: three + "*Arcslist\n1 2 3\n*Edgeslist\n2 3\n", Want: "1 2 3 | 1→2 1→3 2→3 3→2"},
		{Name: "a matrix", Text: "*Vertices 2\n*Matrix\n0 0.5\n2 0\n", Want: "1 2 | 1→2=0.5 2→1=2 | weight: weight"},
		{Name: "a matrix between two sides", Text: "*Vertices 3 1\n*Matrix\n0 2\n",
			Want: "1[1 0] 2[0 1] 3[0 1] | 1→3=2 3→1=2 | side: category, weight: weight"},
		{Name: "relations", Text: three + "*Arcs :1 \"works with\"\n1 2 1\n*Edges :2\n2 3 1\n",
			Want: "1 2 3 | 1→2=1[0 1] 2→3=1[1 0] 3→2=1[1 0] | relation: category, weight: weight"},
		{Name: "quotes", Text: "*Vertices 3\n1 \"a &#233;\"\n2 \"say \\\"x\\\"\"\n3 \"c:\\\" 0 0 box\n",
			Want: "1(a é) 2(say \"x\") 3(c:\\) | | vertex: name, x: left out, y: left out, shape: left out"},

		{Name: "a second network", Text: three + three, Want: "error: line 2: a second network"},
		{Name: "a partition", Text: three + "*Partition p\n", Want: "error: line 2: *partition is not read"},
		{Name: "arcs first", Text: "*Arcs\n", Want: "error: line 1: *arcs before *Vertices"},
		{Name: "a line first", Text: "1 2\n", Want: "error: line 1: \"1 2\" before *Vertices"},
		{Name: "no vertices", Text: "% c\n", Want: "error: f.txt has no *Vertices"},
		{Name: "no number of vertices", Text: "*Vertices x\n", Want: "error: line 1: \"x\" is no number of vertices"},
		{Name: "three numbers of vertices", Text: "*Vertices 1 2 3\n", Want: "error: line 1"},
		{Name: "many vertices", Text: "*Vertices 2000000000\n*Arcs\n1 2\n", Want: "error: too many for 1 edges"},
		{Name: "more vertices than said", Text: "*Vertices 1\n1 a\n2 b\n",
			Want: "error: f.txt lists 2 vertices, and its line 1 says 1"},
		{Name: "vertex 0", Text: "*Vertices 1\n0 a\n", Want: "error: line 2: \"0\" is no number of a vertex"},
		{Name: "a vertex twice", Text: three + "1 a\n1 b\n", Want: "error: line 3: node \"1\" is in line 2 already"},
		{Name: "a vertex too far", Text: three + "*Arcs\n1 4\n",
			Want: "error: line 3: \"4\" is no vertex; line 1 says 3"},
		{Name: "one vertex", Text: three + "*Arcs\n1\n", Want: "error: line 3: \"1\", want two vertices"},
		{Name: "two weights", Text: three + "*Arcs\n1 2 3 4\n", Want: "error: line 3: 4 where a key is expected"},
		{Name: "a key alone", Text: three + "*Arcs\n1 2 3 c\n", Want: "error: line 3: the key \"c\" without a value"},
		{Name: "an open quote", Text: three + "1 \"a\n", Want: "error: line 2: a text without its closing quote"},
		{Name: "an open interval", Text: three + "1 a [1\n", Want: "error: line 2: an interval without"},
		{Name: "a short matrix", Text: "*Vertices 2\n*Matrix\n0 1\n", Want: "error: ends after 1 of 2 rows"},
		{Name: "a narrow matrix", Text: "*Vertices 2\n*Matrix\n0\n", Want: "error: line 3: 1 numbers in row 1"},
		{Name: "a matrix of words", Text: "*Vertices 1\n*Matrix\nx\n", Want: "error: line 3: \"x\" is not a number"},
	})
}

func TestFilesOfTools(t *testing.T) {
	const place = ", x: left out, y: left out, shape: left out"
	listtest.Files(t, Read, "testdata", map[string]string{
		"networkx.net": "1(a b)[31] 2(c)[40] | 1→2=0.5 2→1=1 | vertex: name" + place + ", team: left out, " +
			"age: feature, weight: weight, kind: left out",
		"path.net": "1(0) 2(1) 3(2) | 1→2=1 2→1=1 2→3=1 3→2=1 | vertex: name" + place + ", weight: weight",
		"igraph.net": "1(p) 2(q \"x\" \\) 3(é) 4(alone) | 1→2=1 2→1=1 2→3=2.5 3→2=2.5 | vertex: name" + place +
			", ic: left out, weight: weight, l: left out, c: left out",
		"bipartite.net": "1(1)[1 0] 2(2)[1 0] 3(3)[0 1] 4(4)[0 1] | 1→3 3→1 2→4 4→2 | side: category, vertex: name",
		"directed.net":  "1 2 | 1→2",
	})
}

func FuzzRead(f *testing.F) {
	listtest.Fuzz(f, Read, "f.net", "testdata", "*Vertices 3 1\n1 \"a b\" 0 0 box [1-2] k v\n"+
		"*Matrix :1 \"x\"\n1 0\n*Arcslist\n1 2\n")
}

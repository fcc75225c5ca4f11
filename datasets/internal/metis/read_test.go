package metis

import (
	"context"
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"mesh.graph": "3 2\n2\n1 3\n2\n"})
	result, err := Read(context.Background(), open, "mesh.graph", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends)
	// Output: [1 2 3] [[0 1] [1 0] [1 2] [2 1]]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("mesh.graph", []byte("3 2\n2\n")), Recognizes("saved.graph", []byte("\x89graph")))
	// Output: true false
}

func TestRead(t *testing.T) {
	listtest.Test(t, Read, []listtest.Case{
		{Name: "comments and a node without neighbours", Text: "% c\n3 1\n2\n% c\n1\n\n", Want: "1 2 3 | 1→2 2→1"},
		{Name: "edge weights", Text: "3 2 001\n2 5\n1 5 3 2\n2 2\n",
			Want: "1 2 3 | 1→2=5 2→1=5 2→3=2 3→2=2 | weight: weight"},
		{Name: "both weights", Text: "3 2 11\n4 2 5\n2 1 5 3 2\n1 2 2\n",
			Want: "1[4] 2[2] 3[1] | 1→2=5 2→1=5 2→3=2 3→2=2 | vertex weight: feature, weight: weight"},
		{Name: "several weights", Text: "2 1 010 3\n1 2 0 2\n0 2 2 1\n",
			Want: "1[1 2 0] 2[0 2 2] | 1→2 2→1 | vertex weight 1: feature, vertex weight 2: feature, vertex " +
				"weight 3: feature"},
		{Name: "sizes", Text: "2 1 100\n7 2\n8 1\n", Want: "1[7] 2[8] | 1→2 2→1 | vertex size: feature"},
		{Name: "two edges of one pair", Text: "2 2\n2 2\n1 1\n", Want: "1 2 | 1→2 1→2 2→1 2→1"},
		{Name: "no edges", Text: "2 0\n\n\n\n", Want: "1 2 |"},

		{Name: "an edge on one side", Text: "% c\n3 2\n2\n1 3\n\n",
			Want: "error: f.txt line 4: node 2 has the neighbour 3, and " +
				"node 3 has no neighbour 2"},
		{Name: "an edge on the other side", Text: "2 1\n\n1\n",
			Want: "error: f.txt line 3: node 2 has the neighbour 1"},
		{Name: "two weights", Text: "2 1 1\n2 5\n1 6\n",
			Want: "error: f.txt line 2: node 1 has the neighbour 2 with weight 5"},
		{Name: "edges counted twice", Text: "2 2\n2\n1\n", Want: "error: f.txt has 1 edges, and its line 1 says 2"},
		{Name: "a line less", Text: "3 1\n2\n1\n",
			Want: "error: f.txt ends after the lines of 2 nodes, and its line 1 says 3"},
		{Name: "a line more", Text: "2 1\n2\n1\n1\n", Want: "error: line 4: a line more"},
		{Name: "a loop", Text: "2 1\n1\n\n", Want: "error: line 2: an edge of node 1 to itself"},
		{Name: "node 0", Text: "2 1\n0\n\n", Want: "error: line 2: \"0\" is no node"},
		{Name: "a node too far", Text: "2 1\n3\n\n", Want: "error: line 2: \"3\" is no node"},
		{Name: "no weight", Text: "2 1 1\n2\n1 1\n", Want: "error: line 2: no weight after the neighbour 2"},
		{Name: "a weight that is no whole number", Text: "2 1 1\n2 .5\n1 .5\n",
			Want: "error: line 2: \".5\" is no weight"},
		{Name: "too few numbers", Text: "1 0 110\n4\n",
			Want: "error: line 2: 1 numbers; the line of a node begins with 2"},
		{Name: "another format", Text: "2 1 2\n", Want: "error: line 1: \"2 1 2\": the third is no format"},
		{Name: "weights without their digit", Text: "2 1 1 2\n", Want: "error: the format's second digit"},
		{Name: "one number", Text: "2\n", Want: "error: line 1: \"2\": want the numbers"},
		{Name: "words", Text: "a b\n", Want: "error: the first is no number of nodes"},
		{Name: "many nodes in few lines", Text: "2000000000 0\n", Want: "error: ends after the lines of 0 nodes"},
		{Name: "nothing", Text: "", Want: "error: ends before the numbers"},
	})
}

func FuzzRead(f *testing.F) {
	listtest.Fuzz(f, Read, "f.graph", "testdata", "4 4\n2 3\n1 3\n1 2 4\n3\n", "% c\n3 2 111 2\n1 1 1 2 5\n1 1 "+
		"1 1 5 3 2\n1 1 1 2 2\n")
}

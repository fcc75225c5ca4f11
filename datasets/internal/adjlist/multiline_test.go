package adjlist

import (
	"context"
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleReadMultiline() {
	open := madeup.Texts(map[string]string{"friends.multiline_adjlist": "ann 1\nbob {'weight': 0.5}\nbob 0\n"})
	result, err := ReadMultiline(context.Background(), open, "friends.multiline_adjlist", schema.Choice{},
		schema.Directed)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights)
	// Output: [ann bob] [[0 1]] [0.5]
}

func TestReadMultiline(t *testing.T) {
	listtest.Test(t, in(schema.Directed, ReadMultiline), []listtest.Case{
		{Name: "neighbours without attributes", Text: "a 2\nb\n# c\nc\n", Want: "a b c | a→b a→c"},
		{Name: "no number", Text: "a b\n", Want: "error: line 1: \"a b\", want a node and the number"},
		{Name: "a number below 0", Text: "a -1\n", Want: "error: line 1"},
		{Name: "cut short", Text: "a 2\nb {}\n", Want: "error: ends after 1 of the 2 neighbours that line 1 announces"},
		{Name: "no dict", Text: "a 1\nb {'x'}\n", Want: "error: f.txt line 2: a dict"},
		{Name: "nothing", Text: "", Want: "error: f.txt has no nodes"},
	})
}

func TestMultilineFilesOfNetworkX(t *testing.T) {
	listtest.Files(t, in(schema.Undirected, ReadMultiline), "testdata", map[string]string{
		"graph.multiline_adjlist": "ann bob cy dee eve | ann→bob=0.5[1] bob→ann=0.5[1] bob→cy=2[0] cy→bob=2[0] " +
			"cy→dee=1e-07[1] dee→cy=1e-07[1] | weight: weight, kind: left out, close: feature",
		"towns.multiline_adjlist": "New York Rome São Paulo | New York→Rome=3 Rome→New York=3 Rome→São Paulo=4 " +
			"São Paulo→Rome=4 | weight: weight",
	})
	listtest.Files(t, in(schema.Directed, ReadMultiline), "testdata", map[string]string{
		"multi.multiline_adjlist": "ann bob | ann→bob=1.5 ann→bob=2.5 bob→ann=3 | weight: weight",
	})
}

func FuzzReadMultiline(f *testing.F) {
	listtest.Fuzz(f, in(schema.Undirected, ReadMultiline), "f.multiline_adjlist", "testdata", "a 1\nb\n")
}

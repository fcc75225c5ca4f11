package lgl

import (
	"context"
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"friends.lgl": "# ann\nbob 0.5\n# bob\n"})
	result, err := Read(context.Background(), open, "friends.lgl", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights)
	// Output: [ann bob] [[0 1] [1 0]] [0.5 0.5]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("friends.lgl", []byte("# ann\nbob\n")), Recognizes("friends.txt", []byte("# ann\nbob\n")))
	// Output: true false
}

func TestRead(t *testing.T) {
	listtest.Test(t, Read, []listtest.Case{
		{Name: "a neighbour that comes later", Text: "# a\nb\n# c\n\n# b\n", Want: "a c b | a→b b→a"},
		{Name: "no node", Text: "b\n", Want: "error: line 1: a neighbour before"},
		{Name: "two words", Text: "# a b\n", Want: "error: line 1: \"# a b\""},
		{Name: "three words", Text: "# a\nb 1 2\n", Want: "error: line 2"},
		{Name: "a weight that is none", Text: "# a\nb x\n", Want: "error: line 2"},
		{Name: "a node twice", Text: "# a\nb\n# a\n", Want: "error: line 3: node \"a\" is in line 1 already"},
		{Name: "nothing", Text: "", Want: "error: f.txt has no nodes"},
	})
}

func TestFilesOfIgraph(t *testing.T) {
	listtest.Files(t, Read, "testdata", map[string]string{
		"weights.lgl": "p q alone r | p→q=1 q→p=1 q→r=2.5 r→q=2.5 | weight: weight",
		"names.lgl":   "p q alone r | p→q q→p q→r r→q",
	})
}

func FuzzRead(f *testing.F) { listtest.Fuzz(f, Read, "f.lgl", "testdata") }

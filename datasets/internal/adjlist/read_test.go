package adjlist

import (
	"context"
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// in reads with edges of one direction.
func in(direction schema.Direction, read func(context.Context, files.Opener, string, schema.Choice,
	schema.Direction) (*schema.Result, error)) listtest.Reader {
	return func(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
		return read(ctx, open, path, choice, direction)
	}
}

func ExampleRead() {
	open := madeup.Texts(map[string]string{"friends.adjlist": "# friends\nann bob cy\nbob\ncy\ndee\n"})
	result, err := Read(context.Background(), open, "friends.adjlist", schema.Choice{}, schema.Undirected)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends)
	// Output: [ann bob cy dee] [[0 1] [1 0] [0 2] [2 0]]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("friends.adjlist.gz", nil))
	// Output: true
}

func ExampleRecognizesMultiline() {
	fmt.Println(RecognizesMultiline("friends.multiline_adjlist", nil))
	// Output: true
}

func TestRead(t *testing.T) {
	listtest.Test(t, in(schema.Directed, Read), []listtest.Case{
		{Name: "a node without a list of its own", Text: "2 10\n1 2\n", Want: "2 1 10 | 2→10 1→2"},
		{Name: "a list that goes on", Text: "a b\na c\n", Want: "a b c | a→b a→c"},
		{Name: "commas", Text: "Rome\nNew York,Rome\nParis\n", Want: "Rome New York Paris | New York→Rome"},
		{Name: "commas in some lines", Text: "a b\nb,c\n", Want: "a b c | a→b b→c"},
		{Name: "cut at blanks by mistake", Text: "Rome Paris\nNew York,Rome\n",
			Want: "error: line 2: \"New York\" has a blank"},
		{Name: "a name with a blank alone", Text: "New York\nRome,New York\n",
			Want: "error: line 2: \"New York\" has a blank"},
		{Name: "an empty neighbour", Text: "a,,b\n", Want: "error: line 1: an empty field"},
		{Name: "nothing", Text: "# nothing\n", Want: "error: f.txt has no nodes"},
	})
}

func TestFilesOfNetworkX(t *testing.T) {
	listtest.Files(t, in(schema.Undirected, Read), "testdata", map[string]string{
		"graph.adjlist": "ann bob cy dee eve | ann→bob bob→ann bob→cy cy→bob cy→dee dee→cy",
		"towns.adjlist": "New York Rome São Paulo | New York→Rome Rome→New York Rome→São Paulo São Paulo→Rome",
	})
	listtest.Files(t, in(schema.Directed, Read), "testdata", map[string]string{
		"multi.adjlist": "ann bob | ann→bob ann→bob bob→ann",
	})
}

func FuzzRead(f *testing.F) {
	listtest.Fuzz(f, in(schema.Undirected, Read), "f.adjlist", "testdata", "a,b\nc;d\n\"e\" f")
}

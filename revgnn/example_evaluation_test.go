package revgnn_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func ExampleEvaluate() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GCN()).WithDepth(4).WithChannels(8).For(club).Must()
	result := revgnn.Evaluate(model, club).WithViews(10).WithParts(3).Must()
	fmt.Println(result.Metric, "of", len(result.Views), "views;", len(result.Logits.Data)/result.Logits.Cols, "nodes")

	folder, err := os.MkdirTemp("", "example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "predictions.csv")
	if err := result.SaveCSV(path); err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(path)
	fmt.Println(strings.Count(string(text), "\n"), "lines, the first:", strings.SplitN(string(text), "\n", 2)[0], err)

	_, err = revgnn.Evaluate(model, club).WithParts(35).Done()
	fmt.Println(err)
	// Output:
	// accuracy of 10 views; 34 nodes
	// 35 lines, the first: node,class,p0,p1 <nil>
	// revgnn: 35 parts of a graph of 34 nodes; use 1 to 34
}

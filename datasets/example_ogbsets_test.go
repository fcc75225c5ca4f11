package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

// The first call downloads the set, so no output is checked here.
func ExampleArxiv() {
	g := datasets.Arxiv().Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.NodeFeatures.Cols, g.NumClasses)
}

func ExampleProducts() {
	g := datasets.Products().WithoutNodeFeatures().Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.NumClasses)
}

func ExampleProteins() {
	g := datasets.Proteins().Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.EdgeFeatures.Cols, g.Tasks.Cols)
}

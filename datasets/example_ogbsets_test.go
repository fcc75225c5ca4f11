package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

// The examples of published sets are built and not run: the first call downloads the set. Each shows what it prints.

func ExampleArxiv() {
	fmt.Println(datasets.Arxiv().Must())
	// ogbn-arxiv: 169,343 nodes, 1,166,243 directed edges, 128 node features, 40 classes
}

func ExampleProducts() {
	fmt.Println(datasets.Products().WithoutNodeFeatures().Must())
	// ogbn-products: 2,449,029 nodes, 123,718,280 directed edges, 47 classes
}

func ExampleProteins() {
	fmt.Println(datasets.Proteins().Must())
	// ogbn-proteins: 132,534 nodes, 79,122,504 directed edges, 8 edge features, 112 tasks
}

package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

// The examples of published sets are built and not run: the first call downloads the set. Each shows what it prints.

func ExampleCora() {
	fmt.Println(datasets.Cora().Must())
	// cora: 2,708 nodes, 10,556 directed edges, 1,433 node features, 7 classes
}

func ExampleCiteSeer() {
	fmt.Println(datasets.CiteSeer().Must())
	// citeseer: 3,327 nodes, 9,104 directed edges, 3,703 node features, 6 classes
}

func ExamplePubMed() {
	fmt.Println(datasets.PubMed().Must())
	// pubmed: 19,717 nodes, 88,648 directed edges, 500 node features, 3 classes
}

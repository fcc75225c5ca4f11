package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleFromPlanetoid() {
	_, err := datasets.FromPlanetoid("data/planetoid", "cora").Done()
	fmt.Println(err)
	// Output:
	// datasets: data/planetoid/ind.cora.graph: no such file or directory
}

// The first call downloads the set.
func ExampleCora() {
	g := datasets.Cora().Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.NodeFeatures.Cols, g.NumClasses, len(g.Train))
	// 2708 10556 1433 7 140
}

// The first call downloads the set.
func ExampleCiteSeer() {
	g := datasets.CiteSeer().Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.NodeFeatures.Cols, g.NumClasses, len(g.Train))
	// 3327 9104 3703 6 120
}

// The first call downloads the set.
func ExamplePubMed() {
	g := datasets.PubMed().Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.NodeFeatures.Cols, g.NumClasses, len(g.Train))
	// 19717 88648 500 3 60
}

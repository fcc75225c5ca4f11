package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleGraph_Concerns() {
	g := datasets.Karate().Must()
	fmt.Println(len(g.Concerns()), "concerns")
	g.Valid = nil
	for _, c := range g.Concerns() {
		fmt.Println(c.Kind == datasets.EmptySplit, c.Targets)
	}
	// Output:
	// 0 concerns
	// true [valid]
}

func ExampleConcern() {
	g := datasets.Karate().WithSplit(nil, nil, nil).Must()
	c := g.Concerns()[0]
	fmt.Println(c.Kind == datasets.NoTraining, c.Fatal())
	fmt.Println(c.String())
	// Output:
	// true true
	// no node trains, as there is no split; 34 nodes have a label: use Transform().SplitAtRandom(0.6, 0.2, 1)
}

package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleGraph_Summary() {
	fmt.Print(datasets.Karate().Must().Summary())
	// Output:
	// karate
	// graph                                           value
	// nodes                                              34
	// directed edges                                    156
	// undirected                                        yes
	// self-loops                                          0
	// duplicate edges                                     0
	// isolated nodes                                      0
	// in-degree min / median / mean / max  1 / 3 / 4.6 / 17
	// features a node                       34, 2.94% not 0
	// features an edge                                 none
	// labels                                      2 classes
	// labelled nodes                                     34
	// nodes a class                                 17 / 17
	// edge homophily, adjusted                   0.86, 0.72
	// train / valid / test / none            8 / 8 / 18 / 0
	// memory                                        6.14 KB
}

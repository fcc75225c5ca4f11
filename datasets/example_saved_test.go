package datasets_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
)

// A graph is written once and opened in any later cell.
func ExampleOpen() {
	folder := cell.Must(os.MkdirTemp("", "graphs"))
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "karate.graph")

	cell.Must(datasets.Karate().Must().Save(path))
	fmt.Println(datasets.Open(path).Must())
	// Output: karate: 34 nodes, 156 directed edges, 34 node features, 2 classes
}

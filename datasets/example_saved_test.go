package datasets_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets"
)

// A graph is written once and opened in any later cell.
func ExampleOpen() {
	folder, err := os.MkdirTemp("", "graphs")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "karate.graph")

	if err := datasets.Karate().Must().Save(path); err != nil {
		log.Fatal(err)
	}
	g := datasets.Open(path).Must()
	fmt.Println(g.Name, g.NumNodes, g.NumEdges(), g.NumClasses)
	// Output: karate 34 156 2
}

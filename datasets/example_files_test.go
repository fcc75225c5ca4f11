package datasets_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// written writes files into a new folder, which remove removes. The examples below read them.
func written(files map[string][]byte) (folder string, remove func()) {
	folder, err := os.MkdirTemp("", "datasets")
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(path), 0o755)
		}
		if err == nil {
			err = os.WriteFile(path, content, 0o644)
		}
	}
	if err != nil {
		panic(err)
	}
	return folder, func() { os.RemoveAll(folder) }
}

// mine.npz is an archive of 6 nodes in 2 classes, in the layout of gnn-benchmark.
func ExampleFromNPZ() {
	folder, remove := written(map[string][]byte{"mine.npz": madeup.Archive(madeup.Benchmark())})
	defer remove()

	g := datasets.FromNPZ(filepath.Join(folder, "mine.npz")).WithSplit(1, 1).Must()
	fmt.Println(g)
	fmt.Println(len(g.Train), "nodes train,", len(g.Valid), "validate,", len(g.Test), "test")
	// Output:
	// mine: 6 nodes, 8 directed edges, 3 node features, 2 classes
	// 2 nodes train, 2 validate, 1 test
}

// mine.npz is an archive of 4 nodes with two splits, in the layout of the heterophilous graphs.
func ExampleFromHeterophilous() {
	folder, remove := written(map[string][]byte{"mine.npz": madeup.Archive(madeup.Heterophilous())})
	defer remove()

	g := datasets.FromHeterophilous(filepath.Join(folder, "mine.npz")).WithSplit(1).Must()
	fmt.Println(g)
	fmt.Println("train", g.Train, "valid", g.Valid, "test", g.Test)
	// Output:
	// mine: 4 nodes, 5 directed edges, 2 node features, 3 classes
	// train [1 2] valid [0] test []
}

// The folder holds ind.mine.x, ind.mine.tx and so on, of 7 nodes.
func ExampleFromPlanetoid() {
	files := map[string][]byte{}
	for part, value := range madeup.Planetoid() {
		files["ind.mine."+part] = madeup.Pickle(value)
	}
	files["ind.mine.test.index"] = []byte("6\n4\n")
	folder, remove := written(files)
	defer remove()

	g := datasets.FromPlanetoid(folder, "mine").Must()
	fmt.Println(g)
	fmt.Println("train", g.Train, "valid", g.Valid, "test", g.Test)
	// Output:
	// mine: 7 nodes, 10 directed edges, 3 node features, 2 classes
	// train [0 1] valid [2 3] test [4 6]
}

// The folder mine/ holds raw/edge.csv.gz and so on, of 4 nodes and 3 edges that are stored once.
func ExampleFromOGB() {
	files := map[string][]byte{}
	for name, text := range madeup.OGB() {
		files["mine/"+name] = madeup.Gzip(text)
	}
	folder, remove := written(files)
	defer remove()

	g := datasets.FromOGB(filepath.Join(folder, "mine")).WithReverse(true).Must()
	fmt.Println(g)
	fmt.Println("judged by", g.Metric())
	// Output:
	// mine: 4 nodes, 6 directed edges, 1 node feature, 2 edge features, 2 tasks
	// judged by rocauc
}

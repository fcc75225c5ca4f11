package revgnn_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func ExampleModel_SaveWeights() {
	folder, err := os.MkdirTemp("", "weights")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "sage.safetensors")

	club := datasets.Karate().Must()
	network := revgnn.Reversible(conv.SAGE()).WithDepth(7).WithChannels(32).For(club)
	cell.Must(network.Must().SaveWeights(path, revgnn.PyGNames))

	other := network.WithSeed(1).Must()
	cell.Must(other.LoadWeights(path, revgnn.PyGNames))
	fmt.Println(other)

	file, err := os.ReadFile(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s…\n", file[8:83]) // the file's metadata
	// Output:
	// reversible SAGE(mean), 7 layers of 32 channels in 2 groups, 9090 parameters
	// {"__metadata__":{"format":"kilolayer","naming":"pyg","network":"reversible …
}

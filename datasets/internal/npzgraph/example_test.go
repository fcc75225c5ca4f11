package npzgraph

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	archive := madeup.Archive(map[string][]byte{
		"edge_index":  madeup.Array("<i8", "(2, 3)", []int64{0, 1, 2 /**/, 1, 2, 0}),
		"edge_weight": madeup.Vector(0.5, 1, 2),
		"x":           madeup.Array("<f4", "(3, 2)", []float32{1, 2, 3, 4, 5, 6}),
	})
	open := madeup.Texts(map[string]string{"graph.npz": string(archive)})
	result, err := Read(context.Background(), open, "graph.npz", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Ends, result.Weights, result.NodeColumns, result.NodeFeatures.Data)
	// Output: [[0 1] [1 2] [2 0]] [0.5 1 2] [x0 x1] [1 2 3 4 5 6]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("graph.npy", []byte("\x93NUMPY\x01\x00")))
	// Output: true
}

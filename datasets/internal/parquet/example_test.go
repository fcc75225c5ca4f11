package parquet

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	path := filepath.Join("testdata", "snappy.parquet")
	result, err := Read(context.Background(), files.FromDisk, path, schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights)
	// Output: [10 20 30] [[0 1] [0 2] [1 2] [2 0]] [0.5 2 1 0.25]
}

func ExampleTables_Read() {
	tables := Tables{
		Open:  files.FromDisk,
		Edges: filepath.Join("testdata", "words.parquet"),
		Nodes: filepath.Join("testdata", "index.parquet"),
	}
	result, err := tables.Read(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.NodeColumns, result.NodeFeatures.Data)
	// Output: [ann bob cid] [age] [31 45 27]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("edges.parquet", []byte("PAR1\x15\x04")))
	// Output: true
}

package dgl

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{
		"folder/meta.yaml": "edge_data: [{file_name: edges.csv}]\nnode_data: [{file_name: nodes.csv}]\n",
		"folder/edges.csv": "src_id,dst_id,weight\nann,bob,0.5\n",
		"folder/nodes.csv": "node_id,feat\nann,\"1,2\"\nbob,\"3,4\"\n",
	})
	result, err := Read(context.Background(), open, "folder", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights, result.NodeColumns, result.NodeFeatures.Data)
	// Output: [ann bob] [[0 1]] [0.5] [feat0 feat1] [1 2 3 4]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("folder/meta.yaml", []byte("dataset_name: small\nedge_data:\n")))
	// Output: true
}

package nodelink

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"people.json": `{
		"directed": true,
		"nodes": [{"id": "ada", "age": 31}, {"id": "bob", "age": 28}],
		"links": [{"source": "bob", "target": "ada", "weight": 0.5}]
	}`})
	result, err := Read(context.Background(), open, "people.json", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.NodeFeatures.Data, result.Ends, result.Weights)
	// Output: [ada bob] [31 28] [[1 0]] [0.5]
}

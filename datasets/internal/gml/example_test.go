package gml

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"people.gml": `graph [
		node [ id 1 label "Ada" age 31 ]
		node [ id 2 label "Bob" age 28 ]
		edge [ source 2 target 1 ]
	]`})
	result, err := Read(context.Background(), open, "people.gml", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Names, result.NodeFeatures.Data, result.Ends)
	// Output: [1 2] [Ada Bob] [31 28] [[1 0] [0 1]]
}

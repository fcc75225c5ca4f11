package gexf

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"people.gexf": `<gexf><graph defaultedgetype="directed">
		<nodes><node id="0" label="Ada"/><node id="1" label="Bob"/></nodes>
		<edges><edge source="0" target="1" weight="2.5"/></edges>
		</graph></gexf>`})
	result, err := Read(context.Background(), open, "people.gexf", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Names, result.Ends, result.Weights)
	// Output: [Ada Bob] [[0 1]] [2.5]
}

package graphml

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"power.graphml": `<graphml>
		<key id="load" for="node" attr.name="load" attr.type="double"><default>1.5</default></key>
		<graph edgedefault="undirected">
			<node id="north"/>
			<node id="south"><data key="load">2</data></node>
			<edge source="south" target="north"/>
		</graph></graphml>`})
	result, err := Read(context.Background(), open, "power.graphml", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.NodeFeatures.Data, result.Ends)
	// Output: [north south] [1.5 2] [[1 0] [0 1]]
}

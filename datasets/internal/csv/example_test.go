package csv

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleTables_Read() {
	tables := Tables{Edges: "edges.csv", Nodes: "nodes.csv", Open: madeup.Texts(map[string]string{
		"edges.csv": "source;target;weight\nann;bob;0,5\ncid;ann;2\n",
		"nodes.csv": "id;age;team;split\nann;31;red;train\nbob;45;blue;test\ncid;27;;\n",
	})}
	result, err := tables.Read(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.NodeColumns, result.NodeFeatures.Data, result.Split)
	fmt.Println(result.Ends, result.Weights)
	// Output:
	// [ann bob cid] [age] [31 45 27] [[0] [] [1]]
	// [[0 1] [2 0]] [0.5 2]
}

func ExampleRead() {
	open := madeup.Texts(map[string]string{"matrix.csv": ",a,b,c\na,0,1,0\nb,0,0,2\nc,0,0,0\n"})
	result, err := Read(context.Background(), open, "matrix.csv", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights)
	// Output: [a b c] [[0 1] [1 2]] [1 2]
}

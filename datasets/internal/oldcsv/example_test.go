package oldcsv

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func ExampleTables_Read() {
	tables := Tables{Edges: "edges.csv", Nodes: "nodes.csv", Open: madeup.Texts(map[string]string{
		"edges.csv": "source,target,weight\nann,bob,0.5\ncid,ann,2\n",
		"nodes.csv": "id,age,class,split\nann,31,teacher,train\nbob,45,nurse,test\ncid,27,,\n",
	})}
	nodes, edges, err := tables.Read(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nodes.IDs, nodes.Features.Data, nodes.Classes, nodes.ClassNames, nodes.Split)
	fmt.Println(edges.Ends, edges.Features.Data)
	// Output:
	// [ann bob cid] [31 45 27] [1 0 -1] [nurse teacher] [[0] [] [1]]
	// [[0 1] [2 0]] [0.5 2]
}

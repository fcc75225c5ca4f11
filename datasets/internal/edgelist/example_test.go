package edgelist

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"network.txt": "# from to weight\n30 10 0.5\n10 20 1\n"})
	ids, edges, err := Read(context.Background(), open, "network.txt")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ids, edges.Ends, edges.Features.Data)
	// Output: [10 20 30] [[2 0] [0 1]] [0.5 1]
}

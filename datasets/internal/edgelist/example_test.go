package edgelist

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	open := madeup.Texts(map[string]string{"network.txt": "# from to weight\n30 10 0.5\n10 20 1\n"})
	result, err := Read(context.Background(), open, "network.txt", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights)
	// Output: [10 20 30] [[2 0] [0 1]] [0.5 1]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("network.txt", []byte("# from to\n30 10\n")))
	fmt.Println(Recognizes("letter.txt", []byte("Thank you very much")))
	// Output:
	// true
	// false
}

package lines

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func ExampleOpen() {
	open := madeup.Texts(map[string]string{"list": "# towns\nRome\tNew York\n"})
	text, err := Open(context.Background(), open, "list", files.MaxLine)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer text.Close()
	for text.NextOf("#") {
		first, rest := SeparatorOf(text.Line).Cut(text.Line)
		fmt.Printf("%d: %q %q\n", text.Number, first, rest)
	}
	fmt.Println(text.Err())
	// Output:
	// 2: "Rome" "New York"
	// <nil>
}

func ExampleSeparatorOf() {
	fmt.Printf("%q %q", SeparatorOf("1 2\t0.5"), SeparatorOf("Rome; New York"))
	// Output: ' ' ';'
}

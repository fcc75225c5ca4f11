package files

import "fmt"

func ExampleExtension() {
	fmt.Println(Extension("data/Friends.NET.gz"))
	// Output: .net
}

package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

// Prints $KILOLAYER_DATA, or a folder such as /home/ada/.cache/kilolayer.
func ExampleFolder() {
	folder, err := datasets.Folder()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(folder)
}

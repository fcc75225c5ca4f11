package paper_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/paper"
)

func ExamplePreset() {
	deep := paper.Preset("revgnn-deep-proteins").Must()
	fmt.Println(deep.Estimate().Parameters, "parameters")
	for _, depth := range []int{28, 112, 448} {
		published, _ := paper.Preset("revgnn-80-proteins").With("depth", depth).Must().Published()
		fmt.Println(depth, "layers:", published)
	}
	_, err := paper.Preset("revsage-11-products").Done()
	fmt.Println(err)
	// Output:
	// 20031384 parameters
	// 28 layers: 85.96
	// 112 layers: 85.97
	// 448 layers: 86.83
	// paper: no preset "revsage-11-products"; did you mean "revsage-112-products" or "revsage-7-products"?
}

func ExamplePresets() {
	for _, p := range paper.Presets()[:3] {
		fmt.Println(p.Name, p.Data, p.Layers, p.Channels, p.Parameters, p.Published)
	}
	// Output:
	// revgnn-deep-proteins ogbn-proteins 1001 80 20031384 87.74 ± 0.13
	// revgnn-wide-proteins ogbn-proteins 448 224 68471608 88.24 ± 0.15
	// resgnn-64-proteins ogbn-proteins 112 64 2374584 85.94
}

func ExampleNames() {
	names := paper.Names()
	fmt.Println(names[:4], slices.Contains(names, "learning rate"))
	// Output: [data family operator first operator] true
}

func ExampleOpen() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "experiment.json")
	changed := paper.Preset("revsage-112-products").Small().With("learning rate", 0.01).Must()
	if err := changed.Save(path); err != nil {
		fmt.Println(err)
	}
	for _, row := range paper.Open(path).Must().Table().Rows {
		if row[2] != "" {
			fmt.Println(row)
		}
	}
	// Output:
	// [data amazon-photo small; the preset has ogbn-products]
	// [depth 28 small; the preset has 112]
	// [channels 64 small; the preset has 160]
	// [epochs 30 small; the preset has 1000]
	// [parts 4 small; the preset has 10]
	// [learning rate 0.01 yours; the preset has 0.003]
	// [evaluate every 3 small; the preset has 1]
	// [seed 0 not published; ours]
	// [published test 83.07 ± 0.30, with the preset's options PyTorch Geometric's examples/rev_gnn.py]
}

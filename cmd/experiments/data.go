package main

import (
	"os"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/athand"
)

// useDataAtHand makes a data folder beside the checkout the data folder, where no other is named.
func useDataAtHand() error {
	if root := athand.Find(); root != "" {
		return os.Setenv("KILOLAYER_DATA", root)
	}
	return nil
}

// yeast reads the nodes of one of ogbn-proteins' species, 6,400 proteins of yeast, with a random split. It is nil
// where they are not at hand.
func yeast() (*datasets.Graph, error) {
	folder := athand.Find("ogbn_yeast")
	if folder == "" {
		return nil, nil
	}
	return datasets.FromOGB(folder).Done()
}

package main

import (
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets"
)

// useSharedData makes a folder beside the checkout the data folder where it is there and no other is named.
func useSharedData() error {
	shared := filepath.Join("..", "shared", "data")
	if _, err := os.Stat(shared); err != nil || os.Getenv("KILOLAYER_DATA") != "" {
		return nil
	}
	return os.Setenv("KILOLAYER_DATA", shared)
}

// yeast reads the nodes of one of ogbn-proteins' species, 6,400 proteins of yeast, with a random split. It is nil where the
// data folder does not hold them.
func yeast() (*datasets.Graph, error) {
	root, err := datasets.Folder()
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(root, "ogbn_yeast")
	if _, err := os.Stat(folder); err != nil {
		return nil, nil
	}
	return datasets.FromOGB(folder).Done()
}

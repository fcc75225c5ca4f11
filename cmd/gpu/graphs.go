package main

import "github.com/kilolayer/kilolayer/datasets"

// part is as large as a tenth of ogbn-proteins, citations as ogbn-arxiv in both directions with self-loops.
func part() (*datasets.Graph, error) {
	return datasets.ProteinsLike(13_253, 790_000, 1).WithTasks(112).Done()
}

func citations() (*datasets.Graph, error) {
	return datasets.Random(169_343, 2_484_941, 1).WithNodeFeatures(128).WithClasses(40).Done()
}

package madeup

// Benchmark is a graph of 6 nodes in 2 classes, in the layout of gnn-benchmark. Edge 0–1 is stored in both directions,
// 1→2 twice, and 3 has one to itself.
func Benchmark() map[string][]byte {
	return map[string][]byte{
		"adj_shape":    Vector[int64](6, 6),
		"adj_indptr":   Vector[int32](0, 1, 4, 4, 6, 6, 7),
		"adj_indices":  Vector[int32](1, 0, 2, 2, 3, 0, 4),
		"adj_data":     Vector[float32](1, 1, 1, 1, 1, 7, 1),
		"attr_shape":   Vector[int64](6, 3),
		"attr_indptr":  Vector[int32](0, 2, 2, 3, 3, 5, 5),
		"attr_indices": Vector[int32](0, 2, 1, 2, 2),
		"attr_data":    Vector[float32](0.5, -1, 2, 3, 4), // node 4 has two entries in column 2
		"labels":       Vector[int8](0, 1, 0, 1, 0, -1),
		"class_names":  Array("|O", "(2,)", []byte("\x80\x02cos\nsystem\n")),
	}
}

// Heterophilous is a graph of 4 nodes in 3 classes, in the layout of the heterophilous graphs. Edge 0–1 comes twice,
// 2–3 in both directions, and 2 has one to itself.
func Heterophilous() map[string][]byte {
	masks := func(yes ...byte) []byte { return Array("|b1", "(2, 4)", yes) }
	return map[string][]byte{
		"node_features": Array("<f4", "(4, 2)", []float32{1, 2, 3, 4, 5, 6, 7, 8}),
		"node_labels":   Vector[int64](0, 2, 1, -1),
		"edges":         Array("<i8", "(6, 2)", []int64{0, 1, 1, 0, 0, 1, 3, 2, 2, 3, 2, 2}),
		"train_masks":   masks(1, 0, 0, 0 /**/, 0, 1, 1, 0),
		"val_masks":     masks(0, 1, 0, 0 /**/, 1, 0, 0, 0),
		"test_masks":    masks(0, 0, 1, 0 /**/, 0, 0, 0, 0),
		"other":         Array("|O", "(2,)", []byte("\x80\x02cos\nsystem\n")),
	}
}

// Planetoid is a graph of 7 nodes in the layout of Planetoid, its parts as opcodes: 0 and 1 train, 2 and 3 validate, 6
// and 4 test, 5 has neither features nor label. Edge 0–1 is stored in both directions, 1–2 in one, 2–3 twice; 4 has an
// edge to itself.
func Planetoid() map[string]string {
	return map[string]string{
		"x":          PyMatrix(2, 3, []int32{0, 2, 3}, []int32{0, 2, 1}, []float32{0.5, -1, 2}),
		"allx":       PyMatrix(4, 3, []int32{0, 2, 3, 3, 5}, []int32{0, 2, 1, 0, 0}, []float32{0.5, -1, 2, 3, 4}),
		"tx":         PyMatrix(2, 3, []int32{0, 1, 2}, []int32{0, 1}, []float32{60, 41}),
		"y":          PyArray([]int32{1, 0, 0, 1}, 2, 2),
		"ally":       PyArray([]int32{1, 0, 0, 1, 1, 0, 0, 1}, 4, 2),
		"ty":         PyArray([]int32{0, 1, 1, 0}, 2, 2),
		"graph":      PyNeighbours([]int{1}, []int{0, 2}, []int{3, 3}, nil, []int{4, 6}, nil, []int{4, 0}),
		"test.index": "6\n4\n",
	}
}

// OGB is a folder in the layout of the Open Graph Benchmark, its files unzipped: 4 nodes and 3 stored edges, one of
// them a self-loop.
func OGB() map[string]string {
	return map[string]string{
		"RELEASE_v1.txt":              "v1\n",
		"raw/num-node-list.csv.gz":    "4\n",
		"raw/num-edge-list.csv.gz":    "3\n",
		"raw/edge.csv.gz":             "2,0\n0,1\n3,3\n",
		"raw/edge-feat.csv.gz":        "0.5,1e-3\n0.25,0\n-1,.125\n",
		"raw/node-feat.csv.gz":        "1\n2\n3\n4\n",
		"raw/node-label.csv.gz":       "0,1\nnan,0\nnan,nan\n1.0,0\n",
		"raw/node_species.csv.gz":     "9606\n4932\n9606\n3702\n",
		"split/species/train.csv.gz":  "2\n0\n",
		"split/species/valid.csv.gz":  "1\n",
		"split/species/test.csv.gz":   "3", // no end of line
		"mapping/nodeidx2id.csv.gz":   "node idx,id\n",
		"split/species/split_dict.pt": "",
	}
}

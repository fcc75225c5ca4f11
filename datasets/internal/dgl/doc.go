// Package dgl reads a graph from the folder of CSV files that DGL's CSVDataset reads: meta.yaml names a table of nodes
// and one of edges, and the columns of their ids.
//
//	dataset_name: small
//	edge_data:
//	- file_name: edges.csv   # with the columns src_id and dst_id
//	node_data:
//	- file_name: nodes.csv   # with the column node_id
//
// A column whose cells are lists of numbers, "0.1,0.2" or "[0.1, 0.2]", is one column for each of them, named by the
// column and a number from 0; a role that is given to the column is given to all of them. The source is
// python/dgl/data/csv_dataset_base.py of DGL. Folders with several types of nodes or edges, or with several graphs, are
// refused.
//
//	result, err := dgl.Read(ctx, files.FromDisk, "folder", schema.Choice{})
package dgl

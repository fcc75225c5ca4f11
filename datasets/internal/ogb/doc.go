// Package ogb reads folders in the layout of the Open Graph Benchmark's node-property data sets, such as
// ogbn_proteins/:
//
//	RELEASE_v1.txt
//	raw/num-node-list.csv.gz, raw/num-edge-list.csv.gz   one number
//	raw/edge.csv.gz                                      source,target
//	raw/node-label.csv.gz                                one row per node; nan is unlabelled
//	raw/node-feat.csv.gz, raw/edge-feat.csv.gz           one row per node, one row per edge; optional
//	raw/node_species.csv.gz or raw/species.csv.gz        one number per node; optional
//	raw/node_year.csv.gz                                 one number per node; optional
//	split/<type>/{train,valid,test}.csv.gz               one node per line
//
// What a folder holds is asked for file by file, and each answer needs those before it:
//
//	folder := ogb.Folder{Context: ctx, FS: os.DirFS(path), Path: path}
//	nodes, err := folder.Nodes()
//	...
//	source, target, err := folder.Edges(nodes)
//
// A file of numbers is unpacked by one goroutine and parsed by all others at the same time. Errors name the file and
// the line, and a wrong number never asks for more memory than the files are worth.
package ogb

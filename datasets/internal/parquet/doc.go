// Package parquet reads a graph from tables in the files of Apache Parquet, as pandas writes them: one of edges, and
// one of nodes if there is one. The columns mean what they mean in tables of text: see package csv, whose names for the
// ends of edges and the ids of nodes, and whose headers of Gephi and Neo4j, count here too.
//
//	tables := parquet.Tables{Open: files.FromDisk, Edges: "edges.parquet", Nodes: "nodes.parquet"}
//	result, err := tables.Read(ctx)
//
// The file declares the types: whole and floating-point numbers, truth values and decimals are numbers; texts are
// texts, also where they look like numbers; dates and times are dates. Lists of numbers, of one length in all rows, are
// a column for each of their numbers, named by the column and a number from 0. Other nested values are left out. The
// index that pandas writes along, __index_level_0__, is left out unless the nodes have no other ids. The specification
// is https://github.com/apache/parquet-format.
package parquet

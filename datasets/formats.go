package datasets

import (
	"context"

	"github.com/kilolayer/kilolayer/datasets/internal/adjlist"
	"github.com/kilolayer/kilolayer/datasets/internal/csv"
	"github.com/kilolayer/kilolayer/datasets/internal/dgl"
	"github.com/kilolayer/kilolayer/datasets/internal/edgelist"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/gexf"
	"github.com/kilolayer/kilolayer/datasets/internal/gml"
	"github.com/kilolayer/kilolayer/datasets/internal/graphml"
	"github.com/kilolayer/kilolayer/datasets/internal/lgl"
	"github.com/kilolayer/kilolayer/datasets/internal/matrixmarket"
	"github.com/kilolayer/kilolayer/datasets/internal/metis"
	"github.com/kilolayer/kilolayer/datasets/internal/nodelink"
	"github.com/kilolayer/kilolayer/datasets/internal/npzgraph"
	"github.com/kilolayer/kilolayer/datasets/internal/pajek"
	"github.com/kilolayer/kilolayer/datasets/internal/parquet"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Format is how a file writes a graph.
type Format string

// The formats that [Read] knows.
const (
	CSV                Format = "CSV"                      // tables of pandas, R, Excel, Gephi, Neo4j; a matrix
	Parquet            Format = "Parquet"                  // the same tables as pandas writes them by to_parquet
	EdgeList           Format = "edge list"                // two ids a line, and more: SNAP, KONECT, NetworkX, NCOL
	Adjacency          Format = "adjacency list"           // a node and its neighbours a line: NetworkX
	MultilineAdjacency Format = "multiline adjacency list" // a node, and a line for each neighbour: NetworkX
	GraphML            Format = "GraphML"                  // of NetworkX, igraph, yEd and Gephi
	GEXF               Format = "GEXF"                     // of Gephi and NetworkX
	GML                Format = "GML"                      // of NetworkX, igraph, Gephi and yEd
	NodeLink           Format = "JSON"                     // NetworkX, d3, Cytoscape.js, graphology, JGF
	Pajek              Format = "Pajek"                    // .net, also of NetworkX and igraph
	METIS              Format = "METIS"                    // .graph, with weights of nodes and edges
	LGL                Format = "LGL"                      // of igraph
	MatrixMarket       Format = "MatrixMarket"             // .mtx, also of SciPy and SuiteSparse
	NumPy              Format = "NumPy"                    // .npz of edge_index, x, y, or of scipy.sparse; .npy
	DGLFolder          Format = "DGL folder"               // the CSV files of DGL's CSVDataset, with their meta.yaml
	PlanetoidFolder    Format = "Planetoid folder"         // see [FromPlanetoid]
	BenchmarkNPZ       Format = "gnn-benchmark archive"    // see [FromNPZ]
	HeterophilousNPZ   Format = "heterophilous archive"    // see [FromHeterophilous]
	SavedAs            Format = "graph"                    // what [Graph.Save] wrote
)

// asked is what a user says of a file.
type asked struct {
	path       string
	open       files.Opener
	undirected bool
	choice     schema.Choice
	tables     csv.Tables // what only tables have
}

// layout is how a format is read.
type layout struct {
	format     Format
	recognizes func(path string, start []byte) bool
	// read is nil where graph makes the graph by itself.
	read  func(ctx context.Context, a asked) (*schema.Result, error)
	graph func(ctx context.Context, path string) (*Graph, error)
	table bool // it has headers, ends and a table of nodes
	// directs says that read itself gives edges their reverse where WithUndirected asks for it.
	directs bool
}

// layouts are in the order in which they are tried: those that know their files by a mark go first.
var layouts = []layout{
	{format: SavedAs, recognizes: isSaved, graph: openSavedFile},
	{format: PlanetoidFolder, recognizes: isPlanetoid, graph: readPlanetoid},
	{format: DGLFolder, recognizes: dgl.Recognizes, read: single(dgl.Read)},
	{format: BenchmarkNPZ, recognizes: isBenchmark, graph: readBenchmark},
	{format: HeterophilousNPZ, recognizes: isHeterophilous, graph: readHeterophilous},
	{format: NumPy, recognizes: npzgraph.Recognizes, read: single(npzgraph.Read)},
	{format: Parquet, recognizes: parquet.Recognizes, table: true, read: readParquet},
	{format: MatrixMarket, recognizes: matrixmarket.Recognizes, read: single(matrixmarket.Read)},
	{format: GraphML, recognizes: graphml.Recognizes, read: single(graphml.Read)},
	{format: NodeLink, recognizes: nodelink.Recognizes, read: single(nodelink.Read)},
	{format: GEXF, recognizes: gexf.Recognizes, read: single(gexf.Read)},
	{format: GML, recognizes: gml.Recognizes, read: single(gml.Read)},
	{format: Pajek, recognizes: pajek.Recognizes, read: single(pajek.Read)},
	{format: METIS, recognizes: metis.Recognizes, read: single(metis.Read)},
	{format: LGL, recognizes: lgl.Recognizes, read: single(lgl.Read)},
	{format: Adjacency, recognizes: adjlist.Recognizes, read: directing(adjlist.Read), directs: true},
	{format: MultilineAdjacency, recognizes: adjlist.RecognizesMultiline, read: directing(adjlist.ReadMultiline),
		directs: true},
	{format: CSV, recognizes: csv.Recognizes, table: true, read: readTables},
	{format: EdgeList, recognizes: edgelist.Recognizes, read: single(edgelist.Read)},
}

// single is a format of one file.
func single(read func(context.Context, files.Opener, string, schema.Choice) (*schema.Result, error)) func(
	context.Context, asked) (*schema.Result, error) {
	return func(ctx context.Context, a asked) (*schema.Result, error) {
		return schema.ByDecimal(a.choice, func(choice schema.Choice) (*schema.Result, error) {
			return read(ctx, a.open, a.path, choice)
		})
	}
}

func readTables(ctx context.Context, a asked) (*schema.Result, error) {
	t := a.tables
	t.Open, t.Edges, t.Choice = a.open, a.path, a.choice
	return t.Read(ctx)
}

func readParquet(ctx context.Context, a asked) (*schema.Result, error) {
	t := a.tables
	return parquet.Tables{Open: a.open, Edges: a.path, Nodes: t.Nodes, Source: t.Source, Target: t.Target, ID: t.ID,
		Choice: a.choice}.Read(ctx)
}

// directing is a format of one file whose edges are undirected where the user says so.
func directing(read func(context.Context, files.Opener, string, schema.Choice, schema.Direction) (*schema.Result,
	error)) func(context.Context, asked) (*schema.Result, error) {
	return func(ctx context.Context, a asked) (*schema.Result, error) {
		direction := schema.Direction(a.undirected)
		return single(func(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result,
			error) {
			return read(ctx, open, path, choice, direction)
		})(ctx, a)
	}
}

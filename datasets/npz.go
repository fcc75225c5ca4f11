package datasets

import (
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
)

// NPZ is the builder of a graph from a NumPy archive in the layout of gnn-benchmark.
type NPZ struct {
	file         npzFile
	seed         uint64
	train, valid int
	skipSmall    bool // leave classes unlabelled that are too small to split
}

// FromNPZ reads a data set such as cora.npz or amazon_electronics_photo.npz, in the layout of gnn-benchmark
// (Shchur et al., 2018, arXiv:1811.05868). Its matrices are in compressed sparse rows:
//
//	adj_data, adj_indices, adj_indptr, adj_shape      [N, N] the edges
//	attr_data, attr_indices, attr_indptr, attr_shape  [N, F] the node features
//	labels                                            [N] a class a node; −1 = unlabelled
//
// Each edge stands for both directions, whichever it is stored in. Edges stored twice become one and those from a node
// to itself are dropped, so that edges are counted as PyTorch Geometric does; weights (adj_data) are not kept. Features
// become dense float32 rows with the values stored, entries stored twice added up.
//
// The file has no splits. As in the paper, 20 nodes of each class are drawn to train and 30 to validate, and all other
// labelled nodes test; see [NPZ.WithSplit] and [NPZ.WithSeed].
func FromNPZ(path string) *NPZ { return &NPZ{file: npzFile{path: path}, train: 20, valid: 30} }

// WithSeed draws another split; 0 without it. The same seed gives the same split.
func (b *NPZ) WithSeed(seed uint64) *NPZ { b.seed = seed; return b }

// WithSplit says how many nodes of each class train and how many validate.
func (b *NPZ) WithSplit(train, valid int) *NPZ { b.train, b.valid = train, valid; return b }

// Done reads the file. An error names the file and the array, what is there and what was expected.
func (b *NPZ) Done() (*Graph, error) {
	if b.train < 0 || b.valid < 0 {
		return nil, fmt.Errorf("datasets: WithSplit(%d, %d): a class can't have less than no nodes", b.train, b.valid)
	}
	return b.file.read(b.graph)
}

// Must is Done for notebook cells; see [Source].
func (b *NPZ) Must() *Graph { return cell.Must(b.Done()) }

func (b *NPZ) graph(a *archive) (*Graph, error) {
	g := &Graph{Name: a.name()}
	for _, step := range []func(*archive, *Graph) error{readAdjacency, readAttributes, readClassesOf("labels"), b.draw} {
		if err := step(a, g); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func readAdjacency(a *archive, g *Graph) error {
	m, err := a.sparse("adj")
	if err != nil {
		return err
	}
	if m.rows != m.cols || m.rows < 1 || m.rows > maxNodes {
		return a.errorf("adj_shape", "is %d × %d; want a square of 1 to %d nodes", m.rows, m.cols, maxNodes)
	}
	g.NumNodes = m.rows
	edges := make([][2]int32, 0, len(m.columns))
	for row := range m.rows {
		for _, column := range m.columns[m.first[row]:m.first[row+1]] {
			if row != column {
				edges = append(edges, [2]int32{int32(row), int32(column)})
			}
		}
	}
	if err := placeUndirected(g, edges); err != nil {
		return fmt.Errorf("%s: %w", a.path, err)
	}
	return nil
}

// maxFeatureValues is what fits as dense rows; the largest data set of the paper (34,493 × 8,415) has a seventh.
const maxFeatureValues = 1 << 31

func readAttributes(a *archive, g *Graph) error {
	m, err := a.sparse("attr")
	if err != nil {
		return err
	}
	if m.rows != g.NumNodes {
		return a.errorf("attr_shape", "has %d rows; want one for each of the %d nodes", m.rows, g.NumNodes)
	}
	if m.cols > maxFeatureValues/m.rows {
		return a.errorf("attr_shape", "is %d × %d; at most %d values fit as dense rows", m.rows, m.cols, maxFeatureValues)
	}
	// So that a small file can't ask for much memory. One-hot rows, as sparse as features get, pass at every size.
	const freeCells, cellsPerValue = 1 << 20, 1 << 16
	if m.rows*m.cols > freeCells+len(m.values)*cellsPerValue {
		return a.errorf("attr_shape", "is %d × %d, for only %d values", m.rows, m.cols, len(m.values))
	}
	g.NodeFeatures = newMatrix(m.rows, m.cols)
	for node := range m.rows {
		row := g.NodeFeatures.Row(node)
		for k := m.first[node]; k < m.first[node+1]; k++ {
			row[m.columns[k]] += m.values[k]
		}
	}
	return nil
}

// readClassesOf reads the classes from the array of that name.
func readClassesOf(name string) func(*archive, *Graph) error {
	const most = 1 << 20 // far above any real number of classes
	return func(a *archive, g *Graph) error {
		labels, err := a.ints(name)
		if err != nil {
			return err
		}
		if len(labels) != g.NumNodes {
			return a.errorf(name, "has %d entries; want one for each of the %d nodes", len(labels), g.NumNodes)
		}
		g.Classes = make([]int32, g.NumNodes)
		for node, class := range labels {
			if class < -1 || class > most {
				return a.errorf(name, "has %d at entry %d; a class is from 0 to %d, and −1 is unlabelled", class, node, most)
			}
			g.Classes[node] = int32(class)
			g.NumClasses = max(g.NumClasses, class+1)
		}
		if g.NumClasses == 0 {
			return a.errorf(name, "has no class, only −1")
		}
		return nil
	}
}

// draw splits the labelled nodes by class.
func (b *NPZ) draw(a *archive, g *Graph) error {
	if b.skipSmall {
		g.unlabelSmall(b.train + b.valid)
	}
	if err := g.splitByClass(b.train, b.valid, b.seed); err != nil {
		return a.errorf("labels", "can't be split: %w by WithSplit", err)
	}
	return nil
}

// unlabelSmall takes the labels from the classes of fewer nodes.
func (g *Graph) unlabelSmall(least int) {
	sizes := make([]int, g.NumClasses)
	for _, class := range g.Classes {
		if class >= 0 {
			sizes[class]++
		}
	}
	for node, class := range g.Classes {
		if class >= 0 && sizes[class] < least {
			g.Classes[node] = -1
		}
	}
}

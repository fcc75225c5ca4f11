package datasets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
)

// OGB is the builder of a graph from files in the layout of the Open Graph Benchmark.
type OGB struct {
	set     *ogbSet // nil for a folder of the user's
	path    string
	folder  fs.FS
	reverse *bool
	labels  labelKind
	split   string

	withoutNodeFeatures bool
}

// The files of the layout.
const (
	releaseFile     = "RELEASE_v1.txt"
	nodeCountFile   = "raw/num-node-list.csv.gz"
	edgeCountFile   = "raw/num-edge-list.csv.gz"
	edgeFile        = "raw/edge.csv.gz"
	labelFile       = "raw/node-label.csv.gz"
	nodeFeatureFile = "raw/node-feat.csv.gz"
	edgeFeatureFile = "raw/edge-feat.csv.gz"
	yearFile        = "raw/node_year.csv.gz"
)

var speciesFiles = [2]string{"raw/node_species.csv.gz", "raw/species.csv.gz"} // one of them

type labelKind int

const (
	byColumns labelKind = iota
	asClasses
	asTasks
)

// storedOnce says of the known data sets whether their undirected edges are stored once, so that each edge's reverse
// is to be added.
var storedOnce = map[string]bool{
	"proteins": true,
	"products": true,
	"yeast":    true,
	"arxiv":    false,
}

// FromOGB reads a node-property data set from a folder such as ogbn_proteins/:
//
//	RELEASE_v1.txt
//	raw/num-node-list.csv.gz, raw/num-edge-list.csv.gz   one number
//	raw/edge.csv.gz                                      source,target
//	raw/node-label.csv.gz                                a row a node; nan = unlabelled
//	raw/node-feat.csv.gz, raw/edge-feat.csv.gz           a row a node, a row an edge; optional
//	raw/node_species.csv.gz or raw/species.csv.gz        a number a node; optional
//	raw/node_year.csv.gz                                 a number a node; optional
//	split/<type>/{train,valid,test}.csv.gz               a node a line
//
// The folder's name, with or without "ogbn_" before it, decides whether the reverse of each edge is added: yes for
// proteins, products and yeast, no for arxiv. Any other name needs [OGB.WithReverse].
//
// Labels in one column are classes, labels in several are yes/no tasks, unless [OGB.WithTasks] says otherwise.
func FromOGB(folder string) *OGB {
	return &OGB{path: folder, folder: os.DirFS(folder)}
}

// WithReverse says whether each edge stands for both directions (true: the reverse is put right after it, with the
// same features) or for the one it is stored in (false).
func (b *OGB) WithReverse(reverse bool) *OGB { b.reverse = &reverse; return b }

// WithClasses reads the labels as classes; they must be in one column.
func (b *OGB) WithClasses() *OGB { b.labels = asClasses; return b }

// WithTasks reads the labels as yes/no tasks, one a column.
func (b *OGB) WithTasks() *OGB { b.labels = asTasks; return b }

// WithSplit names the folder under split/ to use, where there are several.
func (b *OGB) WithSplit(name string) *OGB { b.split = name; return b }

// WithoutNodeFeatures leaves the node features away: raw/node-feat.csv.gz is neither read nor needed.
func (b *OGB) WithoutNodeFeatures() *OGB { b.withoutNodeFeatures = true; return b }

// Done reads the files. An error names the file, and the line where it is about one.
func (b *OGB) Done() (*Graph, error) {
	if b.set != nil {
		return b.set.done(b)
	}
	g, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return valid(g)
}

// Must is Done for notebook cells; see [Source].
func (b *OGB) Must() *Graph { return cell.Must(b.Done()) }

func (b *OGB) read() (*Graph, error) {
	base := b.base()
	g := &Graph{Name: strings.ReplaceAll(base, "_", "-")}

	if _, err := fs.Stat(b.folder, "."); err != nil {
		return nil, fmt.Errorf("folder %s: %w", b.path, cause(err))
	}
	if _, err := fs.Stat(b.folder, releaseFile); err != nil {
		return nil, fmt.Errorf("%s: %w; a complete download of the data set has it",
			filepath.Join(b.path, releaseFile), cause(err))
	}
	reverse, ok := b.storedOnce()
	if !ok {
		return nil, fmt.Errorf("folder %s: %q is not a name that says whether edges are stored once; "+
			"add WithReverse(true) for undirected edges stored once, WithReverse(false) for directed ones", b.path, base)
	}

	var err error
	if g.NumNodes, err = b.count(nodeCountFile, 1, maxNodes); err != nil {
		return nil, err
	}
	// The labels prove that there are so many nodes; only then is anything made for each that no file backs.
	var source, target []int32
	err = atOnce(
		func() error { return b.readLabels(g) },
		func() (err error) { source, target, err = b.edgeList(g.NumNodes); return err },
		func() error { return b.readNodeFeatures(g) },
		func() error { return b.readSpecies(g) },
		func() (err error) { g.Years, err = b.perNode(yearFile, g.NumNodes); return err },
	)
	if err != nil {
		return nil, err
	}
	return g, atOnce(
		func() error {
			at, err := placeList(g, source, target, reverse)
			if err != nil {
				return err
			}
			return b.readEdgeFeatures(g, at)
		},
		func() error { return b.readSplits(g) },
	)
}

// base is the folder's own name.
func (b *OGB) base() string {
	if absolute, err := filepath.Abs(b.path); err == nil {
		return filepath.Base(absolute)
	}
	return filepath.Base(b.path)
}

// storedOnce says whether the reverse of each edge is to be added, if that is known.
func (b *OGB) storedOnce() (reverse, known bool) {
	if b.reverse != nil {
		return *b.reverse, true
	}
	reverse, known = storedOnce[strings.TrimPrefix(strings.ReplaceAll(b.base(), "_", "-"), "ogbn-")]
	return reverse, known
}

func (b *OGB) readNodeFeatures(g *Graph) (err error) {
	if b.withoutNodeFeatures {
		return nil
	}
	g.NodeFeatures, err = b.matrix(nodeFeatureFile, g.NumNodes, nodesListed, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (b *OGB) readSpecies(g *Graph) (err error) {
	for _, name := range speciesFiles {
		if g.Species, err = b.perNode(name, g.NumNodes); g.Species != nil || err != nil {
			return err
		}
	}
	return nil
}

func (b *OGB) open(name string) (*lines, error) { return openLines(b.folder, b.path, name) }

// count reads a file that holds one number.
func (b *OGB) count(name string, least, most int) (count int, err error) {
	l, err := b.open(name)
	if err != nil {
		return 0, err
	}
	defer l.close()
	err = l.inOrder(func(c *chunk) error {
		if c.number > 1 {
			return c.errorf("a second number; only folders with one graph are read")
		}
		var row [1]int
		if err := c.ints(row[:]); err != nil {
			return err
		}
		if count = row[0]; count < least || count > most {
			return c.errorf("%d is out of range; it must be from %d to %d", count, least, most)
		}
		return nil
	})
	return count, err
}

// matrix reads a file of want lines of numbers. The first line says how many columns there are.
func (b *OGB) matrix(name string, want int, wanted string, missing bool) (Matrix, error) {
	l, err := b.open(name)
	if err != nil {
		return Matrix{}, err
	}
	defer l.close()
	columns, err := l.columns()
	if err != nil {
		return Matrix{}, err
	}
	room := l.atMost(want, 2*columns)
	m := newMatrix(room, columns)
	return m, l.rows(want, wanted, room, func(c *chunk, row int) error { return c.floats(m.Row(row), missing) })
}

// perNode reads a file of one whole number a node, or returns nil where it is missing.
func (b *OGB) perNode(name string, nodes int) ([]int32, error) {
	l, err := b.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer l.close()
	list := make([]int32, l.atMost(nodes, len("0\n")))
	return list, l.rows(nodes, nodesListed, len(list), func(c *chunk, node int) error {
		var row [1]int
		if err := c.ints(row[:]); err != nil {
			return err
		}
		if list[node] = int32(row[0]); int(list[node]) != row[0] {
			return c.errorf("%d does not fit 32 bits", row[0])
		}
		return nil
	})
}

const (
	nodesListed = "nodes in num-node-list.csv.gz"
	edgesListed = "edges in num-edge-list.csv.gz"
)

func (b *OGB) readLabels(g *Graph) error {
	labels, err := b.matrix(labelFile, g.NumNodes, nodesListed, true)
	if err != nil {
		return err
	}
	file := filepath.Join(b.path, filepath.FromSlash(labelFile))
	if b.labels == asTasks || b.labels == byColumns && labels.Cols > 1 {
		for i, label := range labels.Data {
			if !isTaskLabel(label) {
				return fmt.Errorf("%s line %d: label %v; a task's label is 0, 1 or nan", file, i/labels.Cols+1, label)
			}
		}
		g.Tasks = labels
		return nil
	}
	if labels.Cols != 1 {
		return fmt.Errorf("%s has %d columns; classes are in one, so leave WithClasses out", file, labels.Cols)
	}
	g.Classes = make([]int32, g.NumNodes)
	for node, label := range labels.Data {
		const most = 1 << 20 // far above any real number of classes, and exact in float32
		class := int32(-1)
		if !isNaN(label) {
			if label < 0 || label > most || label != float32(int32(label)) {
				return fmt.Errorf("%s line %d: label %v; a class is a whole number from 0 to %d, or nan", file, node+1, label, most)
			}
			class = int32(label)
		}
		g.Classes[node] = class
		g.NumClasses = max(g.NumClasses, int(class)+1)
	}
	if g.NumClasses == 0 {
		return fmt.Errorf("%s: every label is nan", file)
	}
	return nil
}

// edgeList reads the edges as they are stored.
func (b *OGB) edgeList(nodes int) (source, target []int32, err error) {
	count, err := b.count(edgeCountFile, 0, maxEdges)
	if err != nil {
		return nil, nil, err
	}
	l, err := b.open(edgeFile)
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	room := l.atMost(count, len("0,0\n"))
	source, target = make([]int32, room), make([]int32, room)
	return source, target, l.eachOf(count, edgesListed, func(c *chunk) error {
		for len(c.rest) > 0 {
			u, v, ok := c.pair()
			if !ok {
				var row [2]int
				c.next()
				if err := c.ints(row[:]); err != nil {
					return err
				}
				u, v = row[0], row[1]
			}
			err := c.checkRow(count, edgesListed, room)
			if err == nil {
				err = c.checkNode(u, nodes)
			}
			if err == nil {
				err = c.checkNode(v, nodes)
			}
			if err != nil {
				return err
			}
			source[c.number-1], target[c.number-1] = int32(u), int32(v)
		}
		return nil
	})
}

func (c *chunk) checkNode(node, nodes int) error {
	if node < 0 || node >= nodes {
		return c.errorf("there is no node %d; ids go from 0 to %d", node, nodes-1)
	}
	return nil
}

// readEdgeFeatures puts each line to where its edge went.
func (b *OGB) readEdgeFeatures(g *Graph, at places) error {
	l, err := b.open(edgeFeatureFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer l.close()
	columns, err := l.columns()
	if err != nil {
		return err
	}
	count := len(at.edge)
	if room := l.atMost(count, 2*columns); room < count {
		return fmt.Errorf("%s is too small for %d edges with %d features each", l.path, count, columns)
	}
	g.EdgeFeatures = newMatrix(g.NumEdges(), columns)
	return l.rows(count, edgesListed, count, func(c *chunk, edge int) error {
		row := g.EdgeFeatures.Row(int(at.edge[edge]))
		if err := c.floats(row, false); err != nil {
			return err
		}
		if at.reverse != nil {
			copy(g.EdgeFeatures.Row(int(at.reverse[edge])), row)
		}
		return nil
	})
}

func (b *OGB) readSplits(g *Graph) error {
	split, err := b.splitFolder()
	if err != nil {
		return err
	}
	marks := make(splitMarks, g.NumNodes)
	for i, nodes := range []*[]int32{&g.Train, &g.Valid, &g.Test} {
		if err := b.readSplit(g, path.Join("split", split, splitNames[i]+".csv.gz"), i, marks, nodes); err != nil {
			return err
		}
	}
	return nil
}

func (b *OGB) splitFolder() (string, error) {
	display := filepath.Join(b.path, "split")
	entries, err := fs.ReadDir(b.folder, "split")
	if err != nil {
		return "", fmt.Errorf("%s: %w", display, cause(err))
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			if info, err := fs.Stat(b.folder, path.Join("split", entry.Name())); err == nil && info.IsDir() {
				names = append(names, entry.Name())
			}
		}
	}
	switch {
	case b.split != "" && slices.Contains(names, b.split):
		return b.split, nil
	case b.split != "":
		return "", fmt.Errorf("%s has no folder %q; there is: %s", display, b.split, strings.Join(names, ", "))
	case len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", fmt.Errorf("%s has no folder with a split", display)
	}
	return "", fmt.Errorf("%s has several splits; choose one of %s by WithSplit", display, strings.Join(names, ", "))
}

func (b *OGB) readSplit(g *Graph, name string, split int, marks splitMarks, nodes *[]int32) error {
	l, err := b.open(name)
	if err != nil {
		return err
	}
	defer l.close()
	return l.inOrder(func(c *chunk) error {
		var row [1]int
		if err := c.ints(row[:]); err != nil {
			return err
		}
		if err := c.checkNode(row[0], g.NumNodes); err != nil {
			return err
		}
		node := int32(row[0])
		if err := marks.put(node, split); err != nil {
			return c.errorf("%w", err)
		}
		*nodes = append(*nodes, node)
		return nil
	})
}

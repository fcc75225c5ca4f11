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

	"github.com/kilolayer/kilolayer/internal/cell"
)

// OGB is the builder of a graph from files in the layout of the Open Graph Benchmark.
type OGB struct {
	path    string
	folder  fs.FS
	reverse *bool
	labels  labelKind
	split   string
}

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

// Done reads the files. An error names the file, and the line where it is about one.
func (b *OGB) Done() (*Graph, error) {
	g, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return valid(g)
}

// Must is Done for notebook cells; see [Source].
func (b *OGB) Must() *Graph { return cell.Must(b.Done()) }

func (b *OGB) read() (*Graph, error) {
	base := filepath.Base(b.path)
	if absolute, err := filepath.Abs(b.path); err == nil {
		base = filepath.Base(absolute)
	}
	g := &Graph{Name: strings.ReplaceAll(base, "_", "-")}
	known := strings.TrimPrefix(g.Name, "ogbn-")

	if _, err := fs.Stat(b.folder, "."); err != nil {
		return nil, fmt.Errorf("folder %s: %w", b.path, cause(err))
	}
	if _, err := fs.Stat(b.folder, "RELEASE_v1.txt"); err != nil {
		return nil, fmt.Errorf("%s: %w; a complete download of the data set has it",
			filepath.Join(b.path, "RELEASE_v1.txt"), cause(err))
	}
	reverse, ok := storedOnce[known]
	if b.reverse != nil {
		reverse, ok = *b.reverse, true
	}
	if !ok {
		return nil, fmt.Errorf("folder %s: %q is not a name that says whether edges are stored once; "+
			"add WithReverse(true) for undirected edges stored once, WithReverse(false) for directed ones", b.path, base)
	}

	var err error
	if g.NumNodes, err = b.count("raw/num-node-list.csv.gz", 1, maxNodes); err != nil {
		return nil, err
	}
	if err = b.readLabels(g); err != nil {
		return nil, err
	}
	if err = b.readEdges(g, reverse); err != nil {
		return nil, err
	}
	if err = b.readNodeFeatures(g); err != nil {
		return nil, err
	}
	if err = b.readSpecies(g); err != nil {
		return nil, err
	}
	return g, b.readSplits(g)
}

func (b *OGB) open(name string) (*lines, error) { return openLines(b.folder, b.path, name) }

// count reads a file that holds one number.
func (b *OGB) count(name string, least, most int) (int, error) {
	l, err := b.open(name)
	if err != nil {
		return 0, err
	}
	defer l.close()
	var row, more [1]int
	if _, err := l.ints(row[:]); err != nil {
		return 0, err
	}
	if row[0] < least || row[0] > most {
		return 0, l.errorf("%d is out of range; it must be from %d to %d", row[0], least, most)
	}
	again, err := l.ints(more[:])
	if again {
		err = l.errorf("a second number; only folders with one graph are read")
	}
	return row[0], err
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
	m := Matrix{Cols: columns}
	m.Data = make([]float32, 0, l.atMost(want, 2*columns)*columns)
	row := make([]float32, columns)
	for {
		more, err := l.floats(row, missing)
		if err != nil {
			return Matrix{}, err
		}
		if err := l.checkCount(more, want, wanted); err != nil || !more {
			return m, err
		}
		m.Data = append(m.Data, row...)
	}
}

const (
	nodesListed = "nodes in num-node-list.csv.gz"
	edgesListed = "edges in num-edge-list.csv.gz"
)

func (b *OGB) readLabels(g *Graph) error {
	const name = "raw/node-label.csv.gz"
	labels, err := b.matrix(name, g.NumNodes, nodesListed, true)
	if err != nil {
		return err
	}
	file := filepath.Join(b.path, filepath.FromSlash(name))
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

func (b *OGB) readEdges(g *Graph, reverse bool) error {
	count, err := b.count("raw/num-edge-list.csv.gz", 0, maxEdges)
	if err != nil {
		return err
	}
	source, target, err := b.readEdgeList(g, count)
	if err != nil {
		return err
	}
	l, err := b.open("raw/edge-feat.csv.gz")
	if errors.Is(err, fs.ErrNotExist) {
		return placeEdges(g, source, target, reverse, 0, nil)
	}
	if err != nil {
		return err
	}
	defer l.close()
	columns, err := l.columns()
	if err != nil {
		return err
	}
	if needed := l.atMost(count, 2*columns); needed < count {
		return fmt.Errorf("%s is too small for %d edges with %d features each", l.path, count, columns)
	}
	row := make([]float32, columns)
	err = placeEdges(g, source, target, reverse, columns, func() ([]float32, error) {
		more, err := l.floats(row, false)
		if err == nil && !more {
			err = l.checkCount(false, count, edgesListed)
		}
		return row, err
	})
	if err != nil {
		return err
	}
	more, err := l.floats(row, false)
	if err != nil {
		return err
	}
	return l.checkCount(more, count, edgesListed)
}

func (b *OGB) readEdgeList(g *Graph, count int) (source, target []int32, err error) {
	l, err := b.open("raw/edge.csv.gz")
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	room := l.atMost(count, len("0,0\n"))
	source, target = make([]int32, 0, room), make([]int32, 0, room)
	var row [2]int
	for {
		more, err := l.ints(row[:])
		if err != nil {
			return nil, nil, err
		}
		if err := l.checkCount(more, count, edgesListed); err != nil || !more {
			return source, target, err
		}
		for _, node := range row {
			if err := l.checkNode(g, node); err != nil {
				return nil, nil, err
			}
		}
		source, target = append(source, int32(row[0])), append(target, int32(row[1]))
	}
}

func (l *lines) checkNode(g *Graph, node int) error {
	if node < 0 || node >= g.NumNodes {
		return l.errorf("there is no node %d; ids go from 0 to %d", node, g.NumNodes-1)
	}
	return nil
}

func (b *OGB) readNodeFeatures(g *Graph) error {
	m, err := b.matrix("raw/node-feat.csv.gz", g.NumNodes, nodesListed, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	g.NodeFeatures = m
	return err
}

func (b *OGB) readSpecies(g *Graph) error {
	l, err := b.open("raw/node_species.csv.gz")
	if errors.Is(err, fs.ErrNotExist) {
		l, err = b.open("raw/species.csv.gz")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer l.close()
	var row [1]int
	for {
		more, err := l.ints(row[:])
		if err != nil {
			return err
		}
		if err := l.checkCount(more, g.NumNodes, nodesListed); err != nil || !more {
			return err
		}
		if row[0] != int(int32(row[0])) {
			return l.errorf("species %d does not fit 32 bits", row[0])
		}
		g.Species = append(g.Species, int32(row[0]))
	}
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
	var row [1]int
	for {
		more, err := l.ints(row[:])
		if err != nil || !more {
			return err
		}
		if err := l.checkNode(g, row[0]); err != nil {
			return err
		}
		node := int32(row[0])
		if err := marks.put(node, split); err != nil {
			return l.errorf("%w", err)
		}
		*nodes = append(*nodes, node)
	}
}

package ogb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// The files of the layout, but for those of the splits.
const (
	ReleaseFile     = "RELEASE_v1.txt"
	NodeCountFile   = "raw/num-node-list.csv.gz"
	EdgeCountFile   = "raw/num-edge-list.csv.gz"
	EdgeFile        = "raw/edge.csv.gz"
	LabelFile       = "raw/node-label.csv.gz"
	NodeFeatureFile = "raw/node-feat.csv.gz"
	EdgeFeatureFile = "raw/edge-feat.csv.gz"
	YearFile        = "raw/node_year.csv.gz"
)

// SpeciesFiles are the two names of the file of species. A folder has one of them.
var SpeciesFiles = [2]string{"raw/node_species.csv.gz", "raw/species.csv.gz"}

// SplitFiles are the files of a split that has the given name.
func SplitFiles(name string) (paths [3]string) {
	for split := range paths {
		paths[split] = path.Join("split", name, arrays.SplitNames[split]+".csv.gz")
	}
	return paths
}

// What errors say of the rows that a file must have.
const (
	nodesListed = "nodes in num-node-list.csv.gz"
	edgesListed = "edges in num-edge-list.csv.gz"
)

// Folder is a folder with a data set.
type Folder struct {
	Context context.Context // ends reading; its error is returned
	FS      fs.FS
	Path    string // of the folder, for errors
}

// File is the path of one of the layout's files, for errors.
func (f Folder) File(name string) string { return filepath.Join(f.Path, filepath.FromSlash(name)) }

// Check says what is wrong with a folder that is not there, or is no complete download.
func (f Folder) Check() error {
	if _, err := fs.Stat(f.FS, "."); err != nil {
		return fmt.Errorf("folder %s: %w", f.Path, files.Cause(err))
	}
	if _, err := fs.Stat(f.FS, ReleaseFile); err != nil {
		return fmt.Errorf("%s: %w; a complete download of the data set has it", f.File(ReleaseFile), files.Cause(err))
	}
	return nil
}

// Nodes is the number of nodes.
func (f Folder) Nodes() (int, error) { return f.count(NodeCountFile, 1, arrays.MaxNodes) }

// Edges reads the edges as they are stored.
func (f Folder) Edges(nodes int) (source, target []int32, err error) {
	count, err := f.count(EdgeCountFile, 0, arrays.MaxEdges)
	if err != nil {
		return nil, nil, err
	}
	l, err := f.open(EdgeFile)
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

// EdgeFeatures reads the features of each edge, in the order of [Folder.Edges], into rows of the caller's. begin is
// called once, with the number of features of an edge; the function that it returns gives the row of an edge, and a
// second row that gets the same values, or nil. It is called by several goroutines at a time. Without the file, begin
// is not called.
//
// So the features of the largest sets are never in memory twice.
func (f Folder) EdgeFeatures(edges int, begin func(columns int) func(edge int) (row, second []float32)) error {
	l, err := f.open(EdgeFeatureFile)
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
	if room := l.atMost(edges, 2*columns); room < edges {
		return fmt.Errorf("%s is too small for %d edges with %d features each", l.path, edges, columns)
	}
	rows := begin(columns)
	return l.rows(edges, edgesListed, edges, func(c *chunk, edge int) error {
		row, second := rows(edge)
		if err := c.floats(row, false); err != nil {
			return err
		}
		copy(second, row)
		return nil
	})
}

// NodeFeatures reads a row of features for each node; none without the file.
func (f Folder) NodeFeatures(nodes int) (arrays.Matrix, error) {
	features, err := f.matrix(NodeFeatureFile, nodes, false)
	if errors.Is(err, fs.ErrNotExist) {
		return arrays.Matrix{}, nil
	}
	return features, err
}

// Species reads a number for each node; nil without the file.
func (f Folder) Species(nodes int) ([]int32, error) {
	for _, name := range SpeciesFiles {
		if species, err := f.perNode(name, nodes); species != nil || err != nil {
			return species, err
		}
	}
	return nil, nil
}

// Years reads a year for each node; nil without the file.
func (f Folder) Years(nodes int) ([]int32, error) { return f.perNode(YearFile, nodes) }

// Split reads the nodes of each split from the folder of that name under split/. With "" it is the only one there.
func (f Folder) Split(name string, nodes int) (split arrays.Split, err error) {
	if name, err = f.splitFolder(name); err != nil {
		return split, err
	}
	marks := make(arrays.Marks, nodes)
	for i, path := range SplitFiles(name) {
		if split[i], err = f.splitNodes(path, i, nodes, marks); err != nil {
			return split, err
		}
	}
	return split, nil
}

func (f Folder) splitFolder(name string) (string, error) {
	under := filepath.Join(f.Path, "split")
	entries, err := fs.ReadDir(f.FS, "split")
	if err != nil {
		return "", fmt.Errorf("%s: %w", under, files.Cause(err))
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			if info, err := fs.Stat(f.FS, path.Join("split", entry.Name())); err == nil && info.IsDir() {
				names = append(names, entry.Name())
			}
		}
	}
	switch {
	case name != "" && slices.Contains(names, name):
		return name, nil
	case name != "":
		return "", fmt.Errorf("%s has no folder %q; there is: %s", under, name, strings.Join(names, ", "))
	case len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", fmt.Errorf("%s has no folder with a split", under)
	}
	return "", fmt.Errorf("%s has several splits; choose one of %s by WithSplit", under, strings.Join(names, ", "))
}

func (f Folder) splitNodes(name string, split, nodes int, marks arrays.Marks) (list []int32, err error) {
	l, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer l.close()
	err = l.inOrder(func(c *chunk) error {
		var row [1]int
		if err := c.ints(row[:]); err != nil {
			return err
		}
		if err := c.checkNode(row[0], nodes); err != nil {
			return err
		}
		node := int32(row[0])
		if err := marks.Put(node, split); err != nil {
			return c.errorf("%w", err)
		}
		list = append(list, node)
		return nil
	})
	return list, err
}

func (f Folder) open(name string) (*lines, error) { return openLines(f.Context, f.FS, f.Path, name) }

// count reads a file that holds one number.
func (f Folder) count(name string, least, most int) (count int, err error) {
	l, err := f.open(name)
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

// matrix reads a file that has a row of numbers for each node. The first line says how many columns there are. NaN is
// refused unless a number may be missing.
func (f Folder) matrix(name string, nodes int, missing bool) (arrays.Matrix, error) {
	l, err := f.open(name)
	if err != nil {
		return arrays.Matrix{}, err
	}
	defer l.close()
	columns, err := l.columns()
	if err != nil {
		return arrays.Matrix{}, err
	}
	room := l.atMost(nodes, 2*columns)
	m := arrays.NewMatrix(room, columns)
	return m, l.rows(nodes, nodesListed, room, func(c *chunk, row int) error { return c.floats(m.Row(row), missing) })
}

// perNode reads a file that has a whole number for each node, or returns nil where it is missing.
func (f Folder) perNode(name string, nodes int) ([]int32, error) {
	l, err := f.open(name)
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

func (c *chunk) checkNode(node, nodes int) error {
	if node < 0 || node >= nodes {
		return c.errorf("there is no node %d; ids go from 0 to %d", node, nodes-1)
	}
	return nil
}

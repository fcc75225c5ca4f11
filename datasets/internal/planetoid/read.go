package planetoid

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/nlpodyssey/gopickle/types"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Parts names the files of a set.
var Parts = [...]string{"x", "tx", "allx", "y", "ty", "ally", GraphPart, "test.index"}

// GraphPart is the part that holds the edges.
const GraphPart = "graph"

// FileName is the name of a set's file.
func FileName(set, part string) string { return "ind." + set + "." + part }

// Files are the files of one set.
type Files struct {
	Context context.Context // ends reading; its error is returned
	FS      fs.FS
	Folder  string // the folder's path, for errors
	Name    string // of the set
}

// Data is what the files hold.
type Data struct {
	Nodes      int
	Edges      [][2]int32    // as stored, without those from a node to itself
	Features   arrays.Matrix // one row per node
	Classes    []int32       // one per node, −1 for unlabelled
	NumClasses int
	Split      arrays.Split // each in ascending order
}

// Path is the path of a part's file, for errors.
func (f Files) Path(part string) string { return filepath.Join(f.Folder, FileName(f.Name, part)) }

// Read reads the files.
func (f Files) Read() (*Data, error) {
	d := &Data{}
	if err := f.readEdges(d); err != nil {
		return nil, err
	}
	rows, err := f.readFeatures(d)
	if err != nil {
		return nil, err
	}
	if err := f.readClasses(d, rows); err != nil {
		return nil, err
	}
	slices.Sort(d.Split[arrays.Test]) // as the other splits are
	return d, nil
}

func (f Files) errorf(part, format string, values ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{f.Path(part)}, values...)...)
}

func (f Files) read(part string) ([]byte, error) {
	if err := f.Context.Err(); err != nil {
		return nil, files.Stopped(f.Path(part), err)
	}
	content, err := fs.ReadFile(f.FS, FileName(f.Name, part))
	if err != nil {
		return nil, f.errorf(part, "%w", files.Cause(err))
	}
	return content, nil
}

func (f Files) unpickle(part string) (any, error) {
	content, err := f.read(part)
	if err != nil {
		return nil, err
	}
	value, err := unpickle(content)
	if err != nil {
		return nil, f.errorf(part, "%w", err)
	}
	return value, nil
}

// readEdges takes the nodes and edges from the lists of neighbours.
func (f Files) readEdges(d *Data) error {
	const part = GraphPart
	value, err := f.unpickle(part)
	if err != nil {
		return err
	}
	lists, ok := value.(*types.Dict)
	if !ok {
		return f.errorf(part, "holds %s; want a dictionary of neighbours", pyKind(value))
	}
	if d.Nodes = lists.Len(); d.Nodes < 1 || d.Nodes > arrays.MaxNodes {
		return f.errorf(part, "has %d nodes; want 1 to %d", d.Nodes, arrays.MaxNodes)
	}
	node := func(value any) (int, bool) {
		id, ok := value.(int)
		return id, ok && id >= 0 && id < d.Nodes
	}
	seen := make([]bool, d.Nodes)
	// a list that many nodes refer to would be worth more edges than the file has room for
	shared := map[*types.List]bool{}
	for i, entry := range *lists {
		from, ok := node(entry.Key)
		neighbours, isList := entry.Value.(*types.List)
		switch {
		case !ok:
			return f.errorf(part, "key %d is %s; want a node from 0 to %d", i, pyKind(entry.Key), d.Nodes-1)
		case seen[from]:
			return f.errorf(part, "has node %d twice", from)
		case !isList:
			return f.errorf(part, "has %s for node %d; want a list of neighbours", pyKind(entry.Value), from)
		case shared[neighbours]:
			return f.errorf(part, "has one list for node %d and another node; want a list a node", from)
		}
		seen[from], shared[neighbours] = true, true
		for _, neighbour := range *neighbours {
			to, ok := node(neighbour)
			if !ok {
				return f.errorf(part, "node %d has neighbour %s; nodes go from 0 to %d", from, pyKind(neighbour),
					d.Nodes-1)
			}
			if from != to {
				d.Edges = append(d.Edges, [2]int32{int32(from), int32(to)})
			}
		}
	}
	return nil
}

// readFeatures reads x, tx, allx and test.index, which also make the split; Test in the order of the file.
// It returns the number of rows of allx.
func (f Files) readFeatures(d *Data) (rows int, err error) {
	x, err := f.matrix("x")
	if err != nil {
		return 0, err
	}
	tx, err := f.matrix("tx")
	if err != nil {
		return 0, err
	}
	allx, err := f.matrix("allx")
	if err != nil {
		return 0, err
	}
	switch {
	case x.Cols != allx.Cols:
		return 0, f.errorf("x", "has %d features a row; allx has %d", x.Cols, allx.Cols)
	case tx.Cols != allx.Cols:
		return 0, f.errorf("tx", "has %d features a row; allx has %d", tx.Cols, allx.Cols)
	case x.Rows > allx.Rows:
		return 0, f.errorf("x", "has %d rows; allx, which begins with them, has %d", x.Rows, allx.Rows)
	case allx.Rows > d.Nodes:
		return 0, f.errorf("allx", "has %d rows; graph has %d nodes", allx.Rows, d.Nodes)
	case allx.Cols > arrays.MaxValues/d.Nodes:
		return 0, f.errorf("allx", "has %d features for each of %d nodes; at most %d values fit as dense rows",
			allx.Cols, d.Nodes, arrays.MaxValues)
	case arrays.ManyForFew(d.Nodes, allx.Cols, len(allx.Values)):
		return 0, f.errorf("allx", "has %d features for each of %d nodes, but only %d values", allx.Cols, d.Nodes,
			len(allx.Values))
	}
	if d.Split[arrays.Test], err = f.test(allx.Rows, d.Nodes); err != nil {
		return 0, err
	}
	if len(d.Split[arrays.Test]) != tx.Rows {
		return 0, f.errorf("test.index", "has %d nodes; tx has %d rows", len(d.Split[arrays.Test]), tx.Rows)
	}
	d.Features = arrays.NewMatrix(d.Nodes, allx.Cols)
	for i := range allx.Rows {
		allx.AddRow(i, d.Features.Row(i))
	}
	for i, node := range d.Split[arrays.Test] {
		tx.AddRow(i, d.Features.Row(int(node)))
	}
	for node := range min(x.Rows+500, allx.Rows) {
		if node < x.Rows {
			d.Split[arrays.Train] = append(d.Split[arrays.Train], int32(node))
		} else {
			d.Split[arrays.Valid] = append(d.Split[arrays.Valid], int32(node))
		}
	}
	return allx.Rows, nil
}

func (f Files) matrix(part string) (m arrays.Sparse, err error) {
	value, err := f.unpickle(part)
	if err != nil {
		return m, err
	}
	stored, ok := value.(*pyMatrix)
	if !ok {
		return m, f.errorf(part, "holds %s; want a SciPy csr_matrix", pyKind(value))
	}
	if m, err = stored.sparse(); err != nil {
		return m, f.errorf(part, "%w", err)
	}
	return m, nil
}

// test reads test.index: nodes from first on, each once.
func (f Files) test(first, nodes int) ([]int32, error) {
	const part = "test.index"
	text, err := f.read(part)
	if err != nil {
		return nil, err
	}
	var ids []int32
	seen := make([]bool, nodes)
	for line := range bytes.Lines(text) {
		field := bytes.TrimSpace(line)
		id, err := strconv.Atoi(string(field))
		switch {
		case err != nil:
			return nil, f.errorf(part, "line %d: %.40q is not a whole number", len(ids)+1, field)
		case id < first || id >= nodes:
			return nil, f.errorf(part, "line %d: node %d is not one to test; those go from %d, after the rows of "+
				"allx, to %d",
				len(ids)+1, id, first, nodes-1)
		case seen[id]:
			return nil, f.errorf(part, "line %d: node %d again; each is there once", len(ids)+1, id)
		}
		seen[id] = true
		ids = append(ids, int32(id))
	}
	return ids, nil
}

// readClasses reads ally, ty and y; rows is the number of rows of allx.
func (f Files) readClasses(d *Data, rows int) error {
	ally, err := f.oneHot(d, "ally", "allx", rows)
	if err != nil {
		return err
	}
	ty, err := f.oneHot(d, "ty", "tx", len(d.Split[arrays.Test]))
	if err != nil {
		return err
	}
	y, err := f.oneHot(d, "y", "x", len(d.Split[arrays.Train]))
	if err != nil {
		return err
	}
	if !slices.Equal(y, ally[:len(y)]) {
		return f.errorf("y", "is not how ally begins; the files are not of one set")
	}
	d.Classes = slices.Repeat([]int32{-1}, d.Nodes)
	copy(d.Classes, ally)
	for i, node := range d.Split[arrays.Test] {
		d.Classes[node] = ty[i]
	}
	return nil
}

// oneHot reads a row of zeros and a one for each row of features.
func (f Files) oneHot(d *Data, part, features string, rows int) ([]int32, error) {
	value, err := f.unpickle(part)
	if err != nil {
		return nil, err
	}
	stored, ok := value.(*pyArray)
	if !ok {
		return nil, f.errorf(part, "holds %s; want a NumPy array", pyKind(value))
	}
	values, err := stored.floats(2)
	if err != nil {
		return nil, f.errorf(part, "%w", err)
	}
	if d.NumClasses == 0 {
		d.NumClasses = stored.shape[1]
	}
	switch {
	case stored.shape[0] != rows:
		return nil, f.errorf(part, "has %d rows; %s has %d", stored.shape[0], features, rows)
	case stored.shape[1] != d.NumClasses:
		return nil, f.errorf(part, "has %d classes; ally has %d", stored.shape[1], d.NumClasses)
	}
	classes := make([]int32, rows)
	for i := range classes {
		row, ones := values[i*d.NumClasses:(i+1)*d.NumClasses], 0
		for class, value := range row {
			switch value {
			case 0:
			case 1:
				classes[i] = int32(class)
				ones++
			default:
				return nil, f.errorf(part, "has %v in row %d; a class is one 1 among zeros", value, i)
			}
		}
		if ones != 1 {
			return nil, f.errorf(part, "has %d ones in row %d; a class is one 1 among zeros", ones, i)
		}
	}
	return classes, nil
}

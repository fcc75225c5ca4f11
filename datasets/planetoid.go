package datasets

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/fetch"
	"github.com/nlpodyssey/gopickle/types"
)

// Planetoid is the builder of a citation graph from the files of Planetoid.
type Planetoid struct {
	folder, name string
	published    *published // nil for files of one's own
}

// FromPlanetoid reads a citation graph in the layout of Planetoid (Yang et al., 2016, arXiv:1603.08861) from the
// files ind.<name>.x, ind.<name>.tx and so on of a folder:
//
//	x, tx, allx    [L, F] [T, F] [M, F]  features of the L training nodes, the T test nodes, and all nodes but those
//	y, ty, ally    [L, C] [T, C] [M, C]  their classes, one-hot
//	graph                                 a list of neighbours a node, for all N nodes
//	test.index                            T node ids, one a line
//
// All but the last are pickles of Python 2. Code in them is never executed.
//
// Nodes are numbered as there: row i of allx is node i, row i of tx is node test.index[i]. A node with neither has
// features of 0 and no label: CiteSeer has 15 of those. (PyTorch Geometric gives them class 0; no split has one.)
//
// The split is the standard one: the first L nodes train, the next 500 of allx validate, those of test.index test. An edge
// stands for both directions; edges stored twice become one, and those from a node to itself are dropped.
func FromPlanetoid(folder, name string) *Planetoid { return &Planetoid{folder: folder, name: name} }

// Cora is the citation graph of 2,708 papers on machine learning in 7 classes, with 1,433 words as features (Sen et
// al., 2008, "Collective Classification in Network Data"), as split by Planetoid; see [FromPlanetoid]. It is downloaded
// once, 0.6 MB, to the data folder; see [Folder].
func Cora() *Planetoid { return planetoidSet("Cora", sen) }

// CiteSeer is the citation graph of 3,327 papers on computer science in 6 classes, with 3,703 words as features (Sen et
// al., 2008, "Collective Classification in Network Data"), as split by Planetoid; see [FromPlanetoid]. It is downloaded
// once, 1.0 MB, to the data folder; see [Folder].
func CiteSeer() *Planetoid { return planetoidSet("CiteSeer", sen) }

// PubMed is the citation graph of 19,717 papers on diabetes in 3 classes, with the weights of 500 words as features
// (Namata et al., 2012, "Query-driven Active Surveying for Collective Classification"), as split by Planetoid; see
// [FromPlanetoid]. It is downloaded once to the data folder; see [Folder].
func PubMed() *Planetoid { return planetoidSet("PubMed", "Namata et al., 2012") }

const sen = "Sen et al., 2008"

// planetoidParts names the files of a set, in the order of planetoidBlobs.
var planetoidParts = [...]string{"x", "tx", "allx", "y", "ty", "ally", "graph", "test.index"}

// planetoidBlobs are git's ids of the published files and their sizes in bytes, by git ls-tree -l of the commit in
// planetoidURL; 0 where the size is not known.
var planetoidBlobs = map[string][len(planetoidParts)]struct {
	id   fetch.Sum
	size int64
}{
	"cora": {
		{"c4a91d008245403e7f26aa616b437191509793c0", 22119},
		{"6e856d777401ee15dc8619db76c97d0a40ba2d60", 148025},
		{"44d53b1fece343538e45592caac521d73c6f98d6", 257305},
		{"58e30ef120d3553cfaac33ff28c6b5436dbef661", 4054},
		{"da1734ab670b5c8ecee78a9c30b35566df916f4b", 28135},
		{"04fbd0b083d09341fcf16b395c642329637f0542", 47959},
		{"4d3bf85dfc8b1c105a2c995597a1b3eed6947925", 59847},
		{"ded8092db4cd767a367eebe09003b954a5316f24", 5000},
	},
	"citeseer": {
		{"f094104a66f2689ffbd01085fe6a856689e9db9e", 31087},
		{"b2aff18aa1fc6f4f5e8c64db7643b59b24e42584", 260321},
		{"592091071ac35b78599c722d0e60b1c655711728", 595021},
		{"e857ac49b611da98e101a068cf4855350274f68a", 3014},
		{"3795f79df0cd1123f4478b77c148a5fbacc4cefb", 24135},
		{"7503f81a0b6ac1cc21cb5a97073542a6b1dfe99c", 55623},
		{"a01dca663d0103c130f525017a4a9c313037e286", 61987},
		{"62d9e3d5ed53c66b069125af98529d76c70d9b3e", 5000},
	},
	"pubmed": {
		{"16c0eca8d2b3297014ff80327416f9332eda10d7", 23172},
		{"eee4f3c988fde0da87a9ec7b01ca5e7863c1b1f1", 405505},
		{"3b86bccf08111c37c632a9dd8ab63db25ea76361", 0},
		{"e86670576c85340eeb2271b3c918bfa89322b2cf", 854},
		{"225a0bb9bb6430e3925d04688daf6a0da964c07a", 12135},
		{"4c8bcdc80882dd225fe4dd4fafd723baa616ac97", 224739},
		{"76eb87e628a6b9d43fc31ea42c8c6c8f3e52b404", 471808},
		{"41f6befcb7750cc4858cb852f2b349a9598cb2f4", 6000},
	},
}

const planetoidURL = "https://raw.githubusercontent.com/kimiyoung/planetoid/af6abf468a772cc055bec88c52e4d6f51b7c37e3/data/"

func planetoidSet(title, source string) *Planetoid {
	name := strings.ToLower(title)
	p := &published{title: title, folder: "planetoid",
		licence: "data of " + source + ", from the Planetoid repository; its MIT licence is for the code, none is stated for the data"}
	for i, part := range planetoidParts {
		file, blob := planetoidFile(name, part), planetoidBlobs[name][i]
		p.files = append(p.files, fetch.File{URL: planetoidURL + file, Path: file, Size: blob.size, Sum: blob.id})
		p.needs = append(p.needs, file)
	}
	return &Planetoid{name: name, published: p}
}

func planetoidFile(name, part string) string { return "ind." + name + "." + part }

// Done reads the files. An error names the file, what is there and what was expected.
func (b *Planetoid) Done() (*Graph, error) {
	g, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return valid(g)
}

// Must is Done for notebook cells; see [Source].
func (b *Planetoid) Must() *Graph { return cell.Must(b.Done()) }

func (b *Planetoid) read() (*Graph, error) {
	folder := b.folder
	if b.published != nil {
		var err error
		if folder, err = b.published.fetched(); err != nil {
			return nil, err
		}
	}
	files := &planetoidFiles{os.DirFS(folder), folder, b.name}
	return files.graph()
}

// planetoidFiles are the files of one set.
type planetoidFiles struct {
	folder     fs.FS
	path, name string // the folder's path, for errors, and the set's name
}

func (f *planetoidFiles) errorf(part, format string, values ...any) error {
	path := filepath.Join(f.path, planetoidFile(f.name, part))
	return fmt.Errorf("%s: "+format, append([]any{path}, values...)...)
}

func (f *planetoidFiles) read(part string) ([]byte, error) {
	content, err := fs.ReadFile(f.folder, planetoidFile(f.name, part))
	if err != nil {
		return nil, f.errorf(part, "%w", cause(err))
	}
	return content, nil
}

func (f *planetoidFiles) unpickle(part string) (any, error) {
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

func (f *planetoidFiles) graph() (*Graph, error) {
	g := &Graph{Name: strings.ReplaceAll(f.name, "_", "-")}
	if err := f.readEdges(g); err != nil {
		return nil, err
	}
	rows, err := f.readFeatures(g)
	if err != nil {
		return nil, err
	}
	if err := f.readClasses(g, rows); err != nil {
		return nil, err
	}
	slices.Sort(g.Test) // as the other splits are
	return g, nil
}

// readEdges takes the nodes and edges from the lists of neighbours.
func (f *planetoidFiles) readEdges(g *Graph) error {
	const part = "graph"
	value, err := f.unpickle(part)
	if err != nil {
		return err
	}
	lists, ok := value.(*types.Dict)
	if !ok {
		return f.errorf(part, "holds %s; want a dictionary of neighbours", pyKind(value))
	}
	if g.NumNodes = lists.Len(); g.NumNodes < 1 || g.NumNodes > maxNodes {
		return f.errorf(part, "has %d nodes; want 1 to %d", g.NumNodes, maxNodes)
	}
	node := func(value any) (int, bool) {
		id, ok := value.(int)
		return id, ok && id >= 0 && id < g.NumNodes
	}
	seen := make([]bool, g.NumNodes)
	shared := map[*types.List]bool{} // a list that many nodes refer to would be worth more edges than the file has room for
	var pairs [][2]int32
	for i, entry := range *lists {
		from, ok := node(entry.Key)
		neighbours, isList := entry.Value.(*types.List)
		switch {
		case !ok:
			return f.errorf(part, "key %d is %s; want a node from 0 to %d", i, pyKind(entry.Key), g.NumNodes-1)
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
				return f.errorf(part, "node %d has neighbour %s; nodes go from 0 to %d", from, pyKind(neighbour), g.NumNodes-1)
			}
			if from != to {
				pairs = append(pairs, [2]int32{int32(from), int32(to)})
			}
		}
	}
	if err := placeUndirected(g, pairs); err != nil {
		return f.errorf(part, "%w", err)
	}
	return nil
}

// readFeatures reads x, tx, allx and test.index, which also make the split; Test in the order of the file.
// It returns the number of rows of allx.
func (f *planetoidFiles) readFeatures(g *Graph) (rows int, err error) {
	// So that a small file can't ask for much memory. One-hot rows, as sparse as features get, pass at every size.
	const freeCells, cellsPerValue = 1 << 20, 1 << 16
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
	case x.cols != allx.cols:
		return 0, f.errorf("x", "has %d features a row; allx has %d", x.cols, allx.cols)
	case tx.cols != allx.cols:
		return 0, f.errorf("tx", "has %d features a row; allx has %d", tx.cols, allx.cols)
	case x.rows > allx.rows:
		return 0, f.errorf("x", "has %d rows; allx, which begins with them, has %d", x.rows, allx.rows)
	case allx.rows > g.NumNodes:
		return 0, f.errorf("allx", "has %d rows; graph has %d nodes", allx.rows, g.NumNodes)
	case allx.cols > maxFeatureValues/g.NumNodes:
		return 0, f.errorf("allx", "has %d features for each of %d nodes; at most %d values fit as dense rows",
			allx.cols, g.NumNodes, maxFeatureValues)
	case allx.cols*g.NumNodes > freeCells+cellsPerValue*len(allx.values):
		return 0, f.errorf("allx", "has %d features for each of %d nodes, but only %d values", allx.cols, g.NumNodes, len(allx.values))
	}
	if g.Test, err = f.test(allx.rows, g.NumNodes); err != nil {
		return 0, err
	}
	if len(g.Test) != tx.rows {
		return 0, f.errorf("test.index", "has %d nodes; tx has %d rows", len(g.Test), tx.rows)
	}
	g.NodeFeatures = newMatrix(g.NumNodes, allx.cols)
	for i := range allx.rows {
		allx.addRow(i, g.NodeFeatures.Row(i))
	}
	for i, node := range g.Test {
		tx.addRow(i, g.NodeFeatures.Row(int(node)))
	}
	for node := range min(x.rows+500, allx.rows) {
		if node < x.rows {
			g.Train = append(g.Train, int32(node))
		} else {
			g.Valid = append(g.Valid, int32(node))
		}
	}
	return allx.rows, nil
}

func (f *planetoidFiles) matrix(part string) (m sparse, err error) {
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

// addRow adds row i of the matrix to a dense row; entries stored twice add up.
func (m *sparse) addRow(i int, row []float32) {
	for k := m.first[i]; k < m.first[i+1]; k++ {
		row[m.columns[k]] += m.values[k]
	}
}

// test reads test.index: nodes from first on, each once.
func (f *planetoidFiles) test(first, nodes int) ([]int32, error) {
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
			return nil, f.errorf(part, "line %d: node %d is not one to test; those go from %d, after the rows of allx, to %d",
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
func (f *planetoidFiles) readClasses(g *Graph, rows int) error {
	ally, err := f.oneHot(g, "ally", "allx", rows)
	if err != nil {
		return err
	}
	ty, err := f.oneHot(g, "ty", "tx", len(g.Test))
	if err != nil {
		return err
	}
	y, err := f.oneHot(g, "y", "x", len(g.Train))
	if err != nil {
		return err
	}
	if !slices.Equal(y, ally[:len(y)]) {
		return f.errorf("y", "is not how ally begins; the files are not of one set")
	}
	g.Classes = slices.Repeat([]int32{-1}, g.NumNodes)
	copy(g.Classes, ally)
	for i, node := range g.Test {
		g.Classes[node] = ty[i]
	}
	return nil
}

// oneHot reads a row of zeros and a one for each row of features.
func (f *planetoidFiles) oneHot(g *Graph, part, features string, rows int) ([]int32, error) {
	value, err := f.unpickle(part)
	if err != nil {
		return nil, err
	}
	stored, ok := value.(*pyArray)
	if !ok {
		return nil, f.errorf(part, "holds %s; want a NumPy array", pyKind(value))
	}
	values, err := stored.ints(2)
	if err != nil {
		return nil, f.errorf(part, "%w", err)
	}
	if g.NumClasses == 0 {
		g.NumClasses = stored.shape[1]
	}
	switch {
	case stored.shape[0] != rows:
		return nil, f.errorf(part, "has %d rows; %s has %d", stored.shape[0], features, rows)
	case stored.shape[1] != g.NumClasses:
		return nil, f.errorf(part, "has %d classes; ally has %d", stored.shape[1], g.NumClasses)
	}
	classes := make([]int32, rows)
	for i := range classes {
		row, ones := values[i*g.NumClasses:(i+1)*g.NumClasses], 0
		for class, value := range row {
			switch value {
			case 0:
			case 1:
				classes[i] = int32(class)
				ones++
			default:
				return nil, f.errorf(part, "has %d in row %d; a class is one 1 among zeros", value, i)
			}
		}
		if ones != 1 {
			return nil, f.errorf(part, "has %d ones in row %d; a class is one 1 among zeros", ones, i)
		}
	}
	return classes, nil
}

package datasets

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/planetoid"
	"github.com/kilolayer/kilolayer/internal/fetch"
)

// Planetoid is the builder of a citation graph from the files of Planetoid.
type Planetoid struct {
	ctx          context.Context
	folder, name string
	published    *published // nil for files of one's own
}

// FromPlanetoid reads a citation graph in the layout of Planetoid (Yang et al., 2016, arXiv:1603.08861) from the files
// ind.<name>.x, ind.<name>.tx and so on of a folder:
//
//	x, tx, allx    [L, F] [T, F] [M, F]  features of the L training nodes, the T test nodes, and all nodes but those
//	y, ty, ally    [L, C] [T, C] [M, C]  their classes, one-hot
//	graph                                 a list of neighbours for each of the N nodes
//	test.index                            T node ids, one per line
//
// All but the last are pickles of Python 2. Code in them is never executed.
//
// Nodes are numbered as there: row i of allx is node i, row i of tx is node test.index[i]. A node with neither has
// features of 0 and no label: CiteSeer has 15 of those. (PyTorch Geometric gives them class 0; no split has one.)
//
// The split is the standard one: the first L nodes train, the next 500 of allx validate, those of test.index test. An
// edge stands for both directions; edges stored twice become one, and those from a node to itself are dropped.
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

// planetoidBlobs are git's ids of the published files and their sizes in bytes, by git ls-tree -l of the commit in
// planetoidURL, in the order of planetoid.Parts; 0 where the size is not known.
var planetoidBlobs = map[string][len(planetoid.Parts)]struct {
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

const planetoidURL = "https://raw.githubusercontent.com/kimiyoung/planetoid/" +
	"af6abf468a772cc055bec88c52e4d6f51b7c37e3/data/"

func planetoidSet(title, source string) *Planetoid {
	name := strings.ToLower(title)
	p := &published{title: title, folder: "planetoid",
		licence: "data of " + source + ", from the Planetoid repository; its MIT licence is for the code, none is " +
			"stated for the data"}
	for i, part := range planetoid.Parts {
		file, blob := planetoid.FileName(name, part), planetoidBlobs[name][i]
		p.files = append(p.files, fetch.File{URL: planetoidURL + file, Path: file, Size: blob.size, Sum: blob.id})
		p.needs = append(p.needs, file)
	}
	return &Planetoid{name: name, published: p}
}

// WithContext ends the download and the reading when the context ends. What was downloaded is kept for the next time.
func (b *Planetoid) WithContext(ctx context.Context) *Planetoid { b.ctx = ctx; return b }

// Done reads the files. An error names the file, what is there and what was expected.
func (b *Planetoid) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *Planetoid) Must() *Graph { return must(b.ctx, b.done) }

func (b *Planetoid) done(ctx context.Context) (*Graph, error) {
	g, err := b.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return valid(g)
}

func (b *Planetoid) read(ctx context.Context) (*Graph, error) {
	folder := b.folder
	if b.published != nil {
		var err error
		if folder, err = b.published.fetched(ctx); err != nil {
			return nil, err
		}
	}
	return planetoidGraph(planetoid.Files{Context: ctx, FS: os.DirFS(folder), Folder: folder, Name: b.name})
}

func planetoidGraph(files planetoid.Files) (*Graph, error) {
	data, err := files.Read()
	if err != nil {
		return nil, err
	}
	g := &Graph{Name: strings.ReplaceAll(files.Name, "_", "-"), NumNodes: data.Nodes,
		NodeFeatures: Matrix(data.Features), Classes: data.Classes, NumClasses: data.NumClasses,
		Train: data.Split[0], Valid: data.Split[1], Test: data.Split[2]}
	if err := placeUndirected(g, data.Edges); err != nil {
		return nil, fmt.Errorf("%s: %w", files.Path(planetoid.GraphPart), err)
	}
	return g, nil
}

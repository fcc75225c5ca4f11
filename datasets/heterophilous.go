package datasets

import (
	"context"
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets/internal/heterophilous"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/internal/fetch"
)

// Heterophilous is the builder of a graph from a NumPy archive in the layout of the heterophilous graphs.
type Heterophilous struct {
	ctx     context.Context
	file    npzFile
	split   int
	classes bool
}

// FromHeterophilous reads a data set such as minesweeper.npz, in the layout of the heterophilous graphs
// (Platonov et al., 2023, arXiv:2302.11640):
//
//	node_features                         [N, F] float32
//	node_labels                           [N] one class per node
//	edges                                 [E, 2] each stands for both directions
//	train_masks, val_masks, test_masks    [10, N] ten splits, true for the nodes in it
//
// Edges stored twice, in either direction, become one; an edge from a node to itself has one direction. Of the splits
// the first is taken; see [Heterophilous.WithSplit].
//
// As in the paper, two classes are one yes/no task, yes for class 1, judged by ROC-AUC; more are judged by accuracy.
// See [Heterophilous.WithClasses].
func FromHeterophilous(path string) *Heterophilous {
	return &Heterophilous{file: npzFile{by: "FromHeterophilous", path: path}}
}

// WithSplit takes another of the file's splits, from 0; published files have ten.
func (b *Heterophilous) WithSplit(split int) *Heterophilous { b.split = split; return b }

// WithClasses keeps two classes as classes, judged by accuracy.
func (b *Heterophilous) WithClasses() *Heterophilous { b.classes = true; return b }

// WithContext ends the download and the reading when the context ends. What was downloaded is kept for the next time.
func (b *Heterophilous) WithContext(ctx context.Context) *Heterophilous { b.ctx = ctx; return b }

// Done reads the file. An error names the file and the array, what is there and what was expected.
func (b *Heterophilous) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *Heterophilous) Must() *Graph { return must(b.ctx, b.done) }

func (b *Heterophilous) done(ctx context.Context) (*Graph, error) { return b.file.read(ctx, b.graph) }

func (b *Heterophilous) graph(a *npz.Archive) (*Graph, error) {
	data, err := heterophilous.Read(a, b.split)
	if err != nil {
		return nil, err
	}
	g := &Graph{Name: a.Name(), NumNodes: data.Nodes, NodeFeatures: Matrix(data.Features),
		Classes: data.Classes, NumClasses: data.NumClasses,
		Train: data.Split[0], Valid: data.Split[1], Test: data.Split[2]}
	if err := placeUndirected(g, data.Edges); err != nil {
		return nil, fmt.Errorf("%s: %w", a.Path(), err)
	}
	if g.NumClasses == 2 && !b.classes {
		g.classesAsTask()
	}
	return g, nil
}

// classesAsTask makes one task of two classes.
func (g *Graph) classesAsTask() {
	g.Tasks = newMatrix(g.NumNodes, 1)
	for node, class := range g.Classes {
		g.Tasks.Data[node] = float32(class)
		if class < 0 {
			g.Tasks.Data[node] = float32(math.NaN())
		}
	}
	g.Classes, g.NumClasses = nil, 0
}

// RomanEmpire is roman-empire: the words of an article, of 18 syntactic roles, linked to those that follow or depend on
// them; 22,662 nodes, 32,927 undirected edges, 300 features. It is downloaded once. For splits see [FromHeterophilous].
func RomanEmpire() *Heterophilous {
	return platonov("roman-empire", "roman_empire", "1f9bae5e95b28e529015269e98acb237b65d8d3b", 0, 22662, 32927, 300)
}

// AmazonRatings is amazon-ratings: products often bought together, of 5 classes by their mean rating; 24,492 nodes,
// 93,050 undirected edges, 300 features. It is downloaded once. For splits see [FromHeterophilous].
func AmazonRatings() *Heterophilous {
	return platonov("amazon-ratings", "amazon_ratings", "29647a8b0ff0ef856d73d683a8c3595bd5efbd38", 0, 24492, 93050,
		300)
}

// Minesweeper is minesweeper: the cells of a board of 100 × 100, a fifth of them mines, which are to be found; 10,000
// nodes, 39,402 undirected edges, 7 features, one yes/no task. It is downloaded once. For splits see
// [FromHeterophilous].
func Minesweeper() *Heterophilous {
	return platonov("minesweeper", "minesweeper", "cc2387032c65b92a5c520c473db1527cbb329d32", 135045, 10000, 39402, 7)
}

// Tolokers is tolokers: workers of a crowdsourcing platform, linked if they worked on one task; which were banned is to
// be told; 11,758 nodes, 519,000 undirected edges, 10 features, one yes/no task. It is downloaded once. For splits see
// [FromHeterophilous].
func Tolokers() *Heterophilous {
	return platonov("tolokers", "tolokers", "b8375a91a8f3c9e32c84fed7c151bbaf6ea6f0c7", 1329769, 11758, 519000, 10)
}

// Questions is questions: users of a question-answering site, linked if one answered the other; who stayed active is to
// be told; 48,921 nodes, 153,540 undirected edges, 301 features, one yes/no task. It is downloaded once. For splits see
// [FromHeterophilous].
func Questions() *Heterophilous {
	return platonov("questions", "questions", "4c7cb65057dbc9771af00fdfdee64a41b3875079", 0, 48921, 153540, 301)
}

// Chameleon is chameleon without its duplicated nodes, as filtered by Platonov et al. (2023): Wikipedia pages that link
// to each other, of 5 classes by their traffic; 890 nodes, 8,854 undirected edges, 2,325 features. It is downloaded
// once. For splits see [FromHeterophilous].
func Chameleon() *Heterophilous {
	return platonov("chameleon-filtered", "chameleon_filtered", "90a5725f5f5b4f4a9a02ded8595f86e2969b82ee", 58924, 890,
		8854, 2325)
}

// Squirrel is squirrel without its duplicated nodes, as filtered by Platonov et al. (2023): Wikipedia pages that link
// to each other, of 5 classes by their traffic; 2,223 nodes, 46,998 undirected edges, 2,089 features. It is downloaded
// once. For splits see [FromHeterophilous].
func Squirrel() *Heterophilous {
	return platonov("squirrel-filtered", "squirrel_filtered", "a59f6d2e0dc1f11b8e503c426e86f53124c21eb1", 208215, 2223,
		46998, 2089)
}

// Actor is actor: actors named on one Wikipedia page, of 5 classes by the words of their own; 7,600 nodes, 26,659
// undirected edges, 932 features (Pei et al., 2020, arXiv:2002.05287). It is downloaded once. For splits see
// [FromHeterophilous].
func Actor() *Heterophilous {
	return platonov("actor", "actor", "84327f6738c09166380b31319f9f5063ab1104e0", 252956, 7600, 26659, 932)
}

// Texas is texas: a university's web pages that link to each other, of 5 classes, one with a single page; 183 nodes,
// 279 undirected edges, 1,703 features (Pei et al., 2020, arXiv:2002.05287). It is downloaded once. For splits see
// [FromHeterophilous].
func Texas() *Heterophilous {
	return platonov("texas", "texas", "6d6e861782bb4458ee95077b0ca62d265097cf08", 28586, 183, 279, 1703)
}

// Cornell is cornell: a university's web pages that link to each other, of 5 classes; 183 nodes, 277 undirected edges,
// 1,703 features (Pei et al., 2020, arXiv:2002.05287). It is downloaded once. For splits see [FromHeterophilous].
func Cornell() *Heterophilous {
	return platonov("cornell", "cornell", "f2c24d5a41fa234cec130eb270c8f7cda94fd851", 30515, 183, 277, 1703)
}

// Wisconsin is wisconsin: a university's web pages that link to each other, of 5 classes; 251 nodes, 450 undirected
// edges, 1,703 features (Pei et al., 2020, arXiv:2002.05287). It is downloaded once. For splits see
// [FromHeterophilous].
func Wisconsin() *Heterophilous {
	return platonov("wisconsin", "wisconsin", "c8f7f138e58a91b4042904b79363ec83008b2f57", 41672, 251, 450, 1703)
}

// platonov is a set of the heterophilous graphs'. For the five of the paper the counts are those of its table 1.
func platonov(title, file string, sum fetch.Sum, size int64, nodes, edges, features int) *Heterophilous {
	const commit = "https://raw.githubusercontent.com/yandex-research/heterophilous-graphs/" +
		"a431395582e929d88271309716bea4fe24ce6318/data/"
	b := FromHeterophilous("")
	b.file.set = &npzSet{published{
		title:   title,
		folder:  "heterophilous",
		files:   []fetch.File{{URL: commit + file + ".npz", Path: file + ".npz", Size: size, Sum: sum}},
		licence: "MIT",
	}, nodes, edges, features}
	return b
}

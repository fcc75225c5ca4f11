package datasets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/ogb"
	"github.com/kilolayer/kilolayer/internal/fetch"
)

// Proteins reads ogbn-proteins: 132,534 proteins of eight species, 79,122,504 directed edges with 8 features each, 112
// yes/no tasks, split by species (Hu et al., 2020, arXiv:2005.00687). Licence CC0.
//
// The first call downloads about 0.2 GB into the data folder (see [Folder]), reads it within 4 GiB of memory and keeps
// the graph in one file below compiled/, of 3.2 GB. Later calls open that file.
func Proteins() *OGB { return ogbnProteins.source() }

// Arxiv reads ogbn-arxiv: 169,343 papers with 128 features and a year each, 1,166,243 citations as directed edges, 40
// classes, split by year (Hu et al., 2020, arXiv:2005.00687). Licence ODC-BY.
//
// The first call downloads about 80 MiB into the data folder (see [Folder]), reads it and keeps the graph in one file
// below compiled/. Later calls open that file.
func Arxiv() *OGB { return ogbnArxiv.source() }

// Products reads ogbn-products: 2,449,029 products with 100 features, 123,718,280 directed edges between those bought
// together, 47 classes, split by sales rank (Hu et al., 2020, arXiv:2005.00687). Amazon licence.
//
// The first call downloads about 1.4 GB into the data folder (see [Folder]), reads it and keeps the graph in one file
// below compiled/, of 2 GB. Later calls open that file.
func Products() *OGB { return ogbnProducts.source() }

// ogbSet is a published set and what its files must hold.
type ogbSet struct {
	published
	nodes, edges               int // edges as stored
	outputs                    int // classes or tasks
	nodeFeatures, edgeFeatures int
	species                    bool
}

// The counts are those of Hu et al. (2020). The sums of the archives are quoted by third parties; the authors
// publish none.
var (
	ogbnProteins = &ogbSet{
		published: published{
			title: "ogbn-proteins", folder: "ogbn_proteins", archive: "proteins", licence: "CC0 1.0",
			files: ogbArchive("proteins", "1cd3113dc2a6f0c87a549332b77d78be45cf99804c254c18d9c72029164a0859"),
			needs: ogbFiles("species", ogb.EdgeFeatureFile), // the species have one of two names
		},
		nodes: 132_534, edges: 39_561_252, outputs: 112, edgeFeatures: 8, species: true,
	}
	ogbnArxiv = &ogbSet{
		published: published{
			title: "ogbn-arxiv", folder: "ogbn_arxiv", archive: "arxiv", licence: "ODC-BY 1.0",
			files: ogbArchive("arxiv", "49f85c801589ecdcc52cfaca99693aaea7b8af16a9ac3f41dd85a5f3193fe276"),
			needs: ogbFiles("time", ogb.NodeFeatureFile, ogb.YearFile),
		},
		nodes: 169_343, edges: 1_166_243, outputs: 40, nodeFeatures: 128,
	}
	ogbnProducts = &ogbSet{
		published: published{
			title: "ogbn-products", folder: "ogbn_products", archive: "products", licence: "Amazon",
			files: ogbArchive("products", "5ea0a112edaec2141c0a2a612dd4aed58df97ff3e1ab1a0ca8238f43cbbb50a8"),
			needs: ogbFiles("sales_ranking", ogb.NodeFeatureFile),
		},
		nodes: 2_449_029, edges: 61_859_140, outputs: 47, nodeFeatures: 100,
	}
)

func ogbArchive(name string, sum fetch.Sum) []fetch.File {
	return []fetch.File{{URL: "http://snap.stanford.edu/ogb/data/nodeproppred/" + name + ".zip", Path: name +
		".zip", Sum: sum}}
}

func ogbFiles(split string, others ...string) []string {
	names := []string{ogb.ReleaseFile, ogb.NodeCountFile, ogb.EdgeCountFile, ogb.EdgeFile, ogb.LabelFile}
	for _, name := range ogb.SplitFiles(split) {
		names = append(names, name)
	}
	return append(names, others...)
}

func (s *ogbSet) source() *OGB { return &OGB{get: s.done} }

// done opens the file that an earlier call kept, or reads the set's files and keeps the graph.
//
// There is no lock: two processes at once both read the files, and the last to finish gives its file the name, which
// holds the same. A lock would need a writable folder, which the rest does not.
func (s *ogbSet) done(ctx context.Context, b *OGB) (*Graph, error) {
	set := s.published
	if b.withoutNodeFeatures {
		set.needs = slices.DeleteFunc(slices.Clone(set.needs),
			func(name string) bool { return name == ogb.NodeFeatureFile })
	}
	folder, err := set.fetched(ctx)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	root, err := Folder()
	if err != nil {
		return nil, err
	}
	from := *b
	from.get, from.path, from.folder = nil, folder, os.DirFS(folder)
	stamp, bytes, err := from.stamp()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	kept := filepath.Join(root, "compiled", s.folder+from.options()+".graph")
	g, of, err := openSaved(kept)
	switch {
	case err == nil && of == stamp:
		return g, nil
	case err == nil:
		say("%s was made from other files; reading %s again", kept, folder)
	case !errors.Is(err, fs.ErrNotExist):
		say("%s; reading %s again", strings.TrimPrefix(err.Error(), "datasets: "), folder)
	case bytes > 1<<26: // takes longer than a second
		say("reading %s, once; later it opens from %s", s.title, kept)
	}
	if g, err = from.done(ctx); err != nil {
		return nil, err
	}
	if err := s.check(&from, g); err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	err = os.MkdirAll(filepath.Dir(kept), 0o755)
	if err == nil {
		err = g.save(kept, stamp)
	}
	if err != nil {
		say("%s is not kept for the next time: %s", s.title, strings.TrimPrefix(err.Error(), "datasets: "))
	}
	return g, nil
}

// say tells of something that is no error, in one line.
func say(format string, values ...any) { fetch.Say(fmt.Sprintf("datasets: "+format, values...)) }

// ogbFormat counts the ways in which files of the same content were read into different graphs.
const ogbFormat = 1

// stamp says what a graph is made from: how the files are read, and the name, size and time of each. It also returns
// the size of all of them.
func (b *OGB) stamp() (stamp string, bytes int64, err error) {
	var text strings.Builder
	fmt.Fprintf(&text, "ogb %d%s\n", ogbFormat, b.options())
	for _, pattern := range []string{ogb.ReleaseFile, "raw/*.csv.gz", "split/*/*.csv.gz"} {
		names, err := fs.Glob(b.folder, pattern)
		if err != nil {
			return "", 0, err
		}
		for _, name := range names {
			info, err := fs.Stat(b.folder, name)
			if err != nil {
				return "", 0, fmt.Errorf("%s: %w", filepath.Join(b.path, name), files.Cause(err))
			}
			bytes += info.Size()
			fmt.Fprintf(&text, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return text.String(), bytes, nil
}

// options names what was asked for beyond the set itself, as part of a file's name.
func (b *OGB) options() string {
	var names strings.Builder
	if b.withoutNodeFeatures {
		names.WriteString("-without-node-features")
	}
	if b.reverse != nil {
		names.WriteString(map[bool]string{true: "-reverse", false: "-as-stored"}[*b.reverse])
	}
	names.WriteString(map[ogb.LabelKind]string{ogb.AsClasses: "-classes", ogb.AsTasks: "-tasks"}[b.labels])
	if b.split != "" {
		names.WriteString("-split-" + url.PathEscape(b.split))
	}
	return names.String()
}

// check holds a graph against the published counts.
func (s *ogbSet) check(b *OGB, g *Graph) error {
	stored := g.NumEdges()
	if reverse, _ := b.storedOnce(); reverse {
		stored /= 2
	}
	for _, of := range []struct {
		file, what string
		got, want  int
		skip       bool
	}{
		{ogb.NodeCountFile, "nodes", g.NumNodes, s.nodes, false},
		{ogb.EdgeCountFile, "edges", stored, s.edges, false},
		{ogb.LabelFile, "classes or tasks", g.Outputs(), s.outputs, b.labels != ogb.ByColumns},
		{ogb.NodeFeatureFile, "node features", g.NodeFeatures.Cols, s.nodeFeatures, b.withoutNodeFeatures},
		{ogb.EdgeFeatureFile, "edge features", g.EdgeFeatures.Cols, s.edgeFeatures, false},
	} {
		if of.got != of.want && !of.skip {
			return fmt.Errorf("%s has %d %s; %s has %d; remove %s to download it anew",
				filepath.Join(b.path, filepath.FromSlash(of.file)), of.got, of.what, s.title, of.want, b.path)
		}
	}
	if s.species && g.Species == nil {
		return fmt.Errorf("%s: file does not exist, and neither does species.csv.gz beside it",
			filepath.Join(b.path, filepath.FromSlash(ogb.SpeciesFiles[0])))
	}
	return nil
}

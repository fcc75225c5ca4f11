package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/spf13/cobra"
)

func data() *cobra.Command {
	return group(&cobra.Command{Use: "data", Short: "download data sets, convert files into graphs, look at graphs"},
		download(), convert(), summarize())
}

// reader reads a data set.
type reader func(context.Context) (*datasets.Graph, error)

// of is a builder of a data set as a reader.
func of[S interface {
	datasets.Source
	WithContext(ctx context.Context) S
}](source S) reader {
	return func(ctx context.Context) (*datasets.Graph, error) { return source.WithContext(ctx).Done() }
}

// published are the data sets that can be downloaded.
var published = map[string]reader{
	"ogbn-arxiv":       of(datasets.Arxiv()),
	"ogbn-products":    of(datasets.Products()),
	"ogbn-proteins":    of(datasets.Proteins()),
	"cora":             of(datasets.Cora()),
	"citeseer":         of(datasets.CiteSeer()),
	"pubmed":           of(datasets.PubMed()),
	"amazon-computers": of(datasets.AmazonComputers()),
	"amazon-photo":     of(datasets.AmazonPhoto()),
	"coauthor-cs":      of(datasets.CoauthorCS()),
	"coauthor-physics": of(datasets.CoauthorPhysics()),
	"cora-full":        of(datasets.CoraFull()),
	"actor":            of(datasets.Actor()),
	"amazon-ratings":   of(datasets.AmazonRatings()),
	"chameleon":        of(datasets.Chameleon()),
	"cornell":          of(datasets.Cornell()),
	"minesweeper":      of(datasets.Minesweeper()),
	"questions":        of(datasets.Questions()),
	"roman-empire":     of(datasets.RomanEmpire()),
	"squirrel":         of(datasets.Squirrel()),
	"texas":            of(datasets.Texas()),
	"tolokers":         of(datasets.Tolokers()),
	"wisconsin":        of(datasets.Wisconsin()),
}

func download() *cobra.Command {
	var out string
	names := strings.Join(slices.Sorted(maps.Keys(published)), ", ")
	c := &cobra.Command{
		Use:   "download NAME...",
		Short: "download published data sets once, and check them",
		Long: "Downloads data sets into the user's cache folder, or where KILOLAYER_DATA says, checks their sums,\n" +
			"and prints what they are. What is there already is not downloaded again. The names are:\n\n" + names + ".",
		Args: takes(1, -1, "names of data sets"),
	}
	c.Flags().StringVar(&out, "save", "", "file to save the graph in; of one data set")
	c.RunE = func(c *cobra.Command, args []string) error {
		for _, name := range args {
			if published[name] == nil {
				return misuse{fmt.Errorf("there is no data set %q; the names are %s", name, names)}
			}
		}
		if out != "" && len(args) > 1 {
			return misuse{errors.New("--save takes the graph of one data set; name one")}
		}
		for _, name := range args {
			g, err := published[name](c.Context())
			if err != nil {
				return err
			}
			c.Print(g.Summary())
			if out != "" {
				return g.Save(out)
			}
		}
		return nil
	}
	return c
}

// file is how a file of one's own is read.
type file struct {
	nodes, format, class string
	tasks, values        []string
	without              []string
	undirected           bool

	component, loops, standardize bool
	split                         []float64
	seed                          uint64
}

func (f *file) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.nodes, "nodes", "", "table of nodes beside a table of edges")
	c.Flags().StringVar(&f.format, "format", "", "format of the file (default what it is recognized as)")
	c.Flags().StringVar(&f.class, "class", "", "column to predict, as classes")
	c.Flags().StringSliceVar(&f.tasks, "tasks", nil, "columns to predict, as yes or no")
	c.Flags().StringSliceVar(&f.values, "values", nil, "columns to predict, as real numbers")
	c.Flags().StringSliceVar(&f.without, "without", nil, "columns to leave out")
	c.Flags().BoolVar(&f.undirected, "undirected", false, "each edge counts in both directions")
	c.Flags().BoolVar(&f.component, "largest-component", false, "keep the largest connected component")
	c.Flags().BoolVar(&f.loops, "self-loops", false, "add an edge from each node to itself")
	c.Flags().BoolVar(&f.standardize, "standardize", false, "give each feature the mean 0 and the deviation 1")
	c.Flags().Float64SliceVar(&f.split, "split", nil, "shares of nodes to train and validate on, as in 0.6,0.2")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "seed of the split")
}

// read reads a file into a graph.
func (f *file) read(ctx context.Context, path string) (*datasets.Graph, error) {
	b := datasets.Read(path).WithContext(ctx)
	if f.nodes != "" {
		b.WithNodes(f.nodes)
	}
	if f.format != "" {
		b.WithFormat(datasets.Format(f.format))
	}
	if f.class != "" {
		b.WithClassFrom(f.class)
	}
	if len(f.tasks) > 0 {
		b.WithTasksFrom(f.tasks...)
	}
	if len(f.values) > 0 {
		b.WithValuesFrom(f.values...)
	}
	if len(f.without) > 0 {
		b.WithoutColumns(f.without...)
	}
	if f.undirected {
		b.WithUndirected()
	}
	g, err := b.Done()
	if err != nil {
		return nil, err
	}
	t := g.Transform()
	if f.component {
		t = t.LargestComponent()
	}
	if f.loops {
		t = t.AddSelfLoops()
	}
	switch len(f.split) {
	case 0:
	case 2:
		t = t.SplitAtRandom(f.split[0], f.split[1], f.seed)
	default:
		return nil, misuse{errors.New("--split takes two shares, of training and of validation nodes, as in 0.6,0.2")}
	}
	if f.standardize { // after the split, as training nodes alone give the scale
		t = t.Standardize()
	}
	return t.Done()
}

func convert() *cobra.Command {
	var f file
	c := &cobra.Command{
		Use:   "convert FILE GRAPH",
		Short: "read a file as other tools write it, and save it as a graph",
		Long: `Reads GraphML, GEXF, GML, JSON, CSV, Parquet and more, as datasets.Read does, saves the graph,
and prints what became of each column. A column to predict is named, and never guessed.`,
		Example: "  kilolayer data convert edges.csv mine.graph --nodes nodes.csv --class team --undirected " +
			"--split 0.6,0.2",
		Args: takes(2, 2, "a file to read and one to write"),
	}
	f.flags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		g, err := f.read(c.Context(), args[0])
		if err != nil {
			return err
		}
		if err := g.Save(args[1]); err != nil {
			return err
		}
		c.Print(g.Summary())
		return nil
	}
	return c
}

func summarize() *cobra.Command {
	var f file
	c := &cobra.Command{
		Use:     "summarize FILE",
		Short:   "nodes, edges, classes and columns of a graph, or of a file that convert would read",
		Example: `  kilolayer data summarize mine.graph`,
		Args:    takes(1, 1, "a file"),
	}
	f.flags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		g, err := f.read(c.Context(), args[0])
		if err != nil {
			return err
		}
		c.Print(g.Summary())
		return nil
	}
	return c
}

package main

import (
	"context"
	"errors"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/spf13/cobra"
)

// scoring is how a trained network is computed.
type scoring struct {
	asked
	last         bool
	views, parts int
}

func (s *scoring) flags(c *cobra.Command) {
	s.graphFlag(c)
	c.Flags().BoolVar(&s.last, "last", false, "take the parameters of the last checkpoint, not those of the best "+
		"evaluation")
	c.Flags().IntVar(&s.views, "views", 0, "random partitions to average over (default those of the experiment)")
	c.Flags().IntVar(&s.parts, "parts", 0, "parts of each (default those of the experiment)")
}

// load is the network of a run.
func (s *scoring) load(directory string) (*revgnn.Model, error) {
	if s.last {
		return revgnn.Load(directory)
	}
	return revgnn.LoadBest(directory)
}

// change sets what was asked for.
func (s *scoring) change(b *revgnn.EvaluationBuilder) *revgnn.EvaluationBuilder {
	if s.views > 0 {
		b.WithViews(s.views)
	}
	if s.parts > 0 {
		b.WithParts(s.parts)
	}
	return b
}

func evaluate() *cobra.Command {
	var s scoring
	var csv string
	c := &cobra.Command{
		Use:   "evaluate RUN...",
		Short: "score a trained network; of several runs of one network the average",
		Long: `Scores the network of a run on its training, validation and test nodes, as the experiment that
it was trained by says. A run that kilolayer did not start needs --graph.`,
		Example: `  kilolayer evaluate runs/deep
  kilolayer evaluate runs/deep --graph mine.graph --csv predictions.csv`,
		Args: takes(1, -1, "a run, or several of one network"),
	}
	s.flags(c)
	c.Flags().StringVar(&csv, "csv", "", "file for the predictions of all nodes")
	c.RunE = func(c *cobra.Command, args []string) error {
		if s.last && len(args) > 1 {
			return misuse{errors.New("several runs are averaged with their best parameters; leave --last out")}
		}
		b, err := s.evaluation(c.Context(), args)
		if err != nil {
			return err
		}
		result, err := s.change(b).WithContext(c.Context()).Done()
		if err != nil {
			return err
		}
		c.Println(result)
		if csv != "" {
			return result.SaveCSV(csv)
		}
		return nil
	}
	return c
}

// evaluation is that of runs: of the experiment of the first, or of a graph that is given.
func (s *scoring) evaluation(ctx context.Context, runs []string) (b *revgnn.EvaluationBuilder, err error) {
	m, err := s.load(runs[0])
	if err != nil {
		return nil, err
	}
	var g *datasets.Graph
	if s.graph != "" {
		if g, err = readGraph(ctx, s.graph); err != nil {
			return nil, err
		}
	}
	switch own := kept(runs[0]); {
	case own != nil:
		if g != nil {
			own = own.WithGraph(g)
		}
		e, err := own.Done()
		if err != nil {
			return nil, err
		}
		b = e.Evaluate(m)
	case g != nil:
		b = revgnn.Evaluate(m, g)
	default:
		return nil, noGraph(runs[0])
	}
	if len(runs) > 1 {
		b.WithRuns(runs...)
	}
	return b, nil
}

// noGraph asks for the graph of a run whose experiment is not kept.
func noGraph(directory string) error {
	return misuse{errors.New(directory + " does not say where its graph is; give it by --graph FILE")}
}

package main

import (
	"context"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/spf13/cobra"
)

func predict() *cobra.Command {
	var s scoring
	var out string
	c := &cobra.Command{
		Use:   "predict RUN",
		Short: "predict for all nodes of a graph, which needs no labels",
		Long: `Writes a line per node: its id, and the class with all probabilities, the probability of each
task, or the values. The graph may be another one than that of the training. Without --graph it is the experiment's.`,
		Example: `  kilolayer predict runs/deep --graph new.graph --out predictions.csv`,
		Args:    takes(1, 1, "a run"),
	}
	s.flags(c)
	c.Flags().StringVar(&out, "out", "predictions.csv", "file to write")
	c.RunE = func(c *cobra.Command, args []string) error {
		m, err := s.load(args[0])
		if err != nil {
			return err
		}
		g, err := s.predicted(c.Context(), args[0])
		if err != nil {
			return err
		}
		if !m.Options().LabelInput { // a class that is new is none of a prediction's business
			g = g.WithoutLabels()
		}
		result, err := s.change(revgnn.Evaluate(m, g)).WithContext(c.Context()).Done()
		if err != nil {
			return err
		}
		if err := result.SaveCSV(out); err != nil {
			return err
		}
		c.Printf("%d nodes in %s\n", g.NumNodes, out)
		return nil
	}
	return c
}

// predicted is the graph to predict for.
func (s *scoring) predicted(ctx context.Context, directory string) (*datasets.Graph, error) {
	if s.graph != "" {
		return readGraph(ctx, s.graph)
	}
	own := kept(directory)
	if own == nil {
		return nil, noGraph(directory)
	}
	e, err := own.Done()
	if err != nil {
		return nil, err
	}
	return e.Graph().WithContext(ctx).Done()
}

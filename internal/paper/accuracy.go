package main

import (
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

const seeds = 5

const accuracyNote = "In percent, mean ± standard deviation over 5 seeds; ROC-AUC on ogbn-yeast, else accuracy. The parameters " +
	"are those of the best evaluation on the validation nodes, and so were the options chosen. All networks on ogbn-yeast and the " +
	"logistic regression read the same node features, the sums of the features of a node's edges; RevGNN reads the edges' features " +
	"as well. Published: Shchur et al. 2018 (arXiv:1811.05868), a tuned GCN; Planetoid's split (Cora, CiteSeer), or 20 training and 30 " +
	"validation nodes a class drawn for each seed (Amazon Photo). Chains: nodes are to be given the class that only the first node " +
	"of their chain tells. Two graph convolutions reach the first 3 nodes; at chance (2 classes) beyond them is 65.0 for chains of 10 " +
	"and 57.5 for chains of 20."

var accuracyColumns = []string{"data", "network", "test", "valid", "published GCN", "time a run"}

// accuracy trains small networks over several seeds beside baselines and published results.
func accuracy(build string, only []string) error {
	if err := useDataAtHand(); err != nil {
		return err
	}
	var rows []row
	for _, r := range accuracyRows() {
		directory := filepath.Join(build, "paper", "accuracy", r.name)
		rows = append(rows, row{name: r.name, cells: []string{r.data, r.network},
			train: func() ([]string, error) { return r.train(directory) },
			kept:  func() ([]string, error) { return r.kept(directory), nil }})
	}
	t := table.Table{Title: "Small networks over 5 seeds", Note: accuracyNote, Columns: accuracyColumns}
	return fill(t, rows, only, filepath.Join(build, "accuracy.md"))
}

// accuracyRow is one network on one data set.
type accuracyRow struct {
	name, data, network, published string
	graph                          func(seed uint64) (*datasets.Graph, error)
	start                          start
	baseline                       func(g *datasets.Graph) (valid, test float64, err error) // in place of training
}

// train trains with each seed and returns the row's cells from the result on.
func (r accuracyRow) train(directory string) ([]string, error) {
	if r.baseline != nil {
		g, err := r.graph(1)
		if err != nil {
			return nil, err
		}
		valid, test, err := r.baseline(g)
		if err != nil {
			return nil, err
		}
		return []string{fmt.Sprintf("%.1f", 100*test), fmt.Sprintf("%.1f", 100*valid), r.published, ""}, nil
	}
	s, err := revgnn.SweepFunc(r.name, func(s revgnn.Setting) (*revgnn.TrainBuilder, error) {
		g, err := r.graph(s.Seed)
		if err != nil {
			return nil, err
		}
		return r.start(g, s.Seed)
	}).Seeds(seeds).WithDirectory(directory).Done()
	if err != nil {
		return nil, err
	}
	if failures := s.Failures(); len(failures) > 0 {
		return nil, fmt.Errorf("%s: %s", failures[0].Name, failures[0].Reason)
	}
	return r.cells(s.Runs()), nil
}

// kept is what earlier calls trained.
func (r accuracyRow) kept(directory string) []string {
	s, err := run.OpenSweep(directory)
	if err != nil || len(s.Runs()) == 0 {
		return []string{"not run", "", r.published}
	}
	return r.cells(s.Runs())
}

func (r accuracyRow) cells(runs []*run.Run) []string {
	var tests, valids []float64
	var elapsed time.Duration
	for _, r := range runs {
		best, measured := r.Best()
		if !measured || best.Test == nil {
			continue
		}
		tests, valids = append(tests, 100**best.Test), append(valids, 100**best.Valid)
		history := r.History()
		elapsed += history[len(history)-1].Elapsed
	}
	test := spread(tests)
	if len(tests) < seeds {
		test += fmt.Sprintf(" (%d seeds)", len(tests))
	}
	return []string{test, spread(valids), r.published, (elapsed / time.Duration(max(1, len(tests)))).Round(100 * time.Millisecond).String()}
}

// spread writes the mean and the standard deviation of a sample.
func spread(values []float64) string {
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	n := float64(len(values))
	mean := sum / n
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	if len(values) < 2 {
		return fmt.Sprintf("%.1f", mean)
	}
	return fmt.Sprintf("%.1f ± %.1f", mean, math.Sqrt(squares/(n-1)))
}

package main

import (
	"context"
	"path/filepath"

	"github.com/kilolayer/kilolayer/table"
)

const accuracyNote = "In percent, mean ± standard deviation over 5 seeds; ROC-AUC on ogbn-yeast, else " +
	"accuracy. The parameters are those of the best evaluation on the validation nodes, and so were the " +
	"options chosen. All networks on ogbn-yeast and the logistic regression read the same node features, the " +
	"sums of the features of a node's edges; RevGNN reads the edges' features as well. Published: Shchur et " +
	"al. 2018 (arXiv:1811.05868), a tuned GCN; Planetoid's split (Cora, CiteSeer), or 20 training and 30 " +
	"validation nodes a class drawn for each seed (Amazon Photo). Chains: nodes are to be given the class " +
	"that only the first node of their chain tells. Two graph convolutions reach the first 3 nodes; at chance " +
	"(2 classes) beyond them is 65.0 for chains of 10 and 57.5 for chains of 20."

var accuracyColumns = []string{"data", "network", "test", "valid", "published GCN", "time a run"}

// accuracy trains small networks over several seeds beside baselines and published results.
func accuracy(ctx context.Context, build string, only []string) error {
	if err := useDataAtHand(); err != nil {
		return err
	}
	var rows []row
	for _, r := range accuracyRows() {
		directory := filepath.Join(build, "paper", "accuracy", r.name)
		rows = append(rows, row{name: r.name, cells: []string{r.data, r.network},
			train: func(ctx context.Context) ([]string, error) { return r.train(ctx, directory) },
			kept:  func(context.Context) ([]string, error) { return r.kept(directory), nil }})
	}
	t := table.Table{Title: "Small networks over 5 seeds", Note: accuracyNote, Columns: accuracyColumns}
	return fill(ctx, t, rows, only, filepath.Join(build, "accuracy.md"))
}

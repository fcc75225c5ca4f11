package viz_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

// trained is a run that was evaluated once.
type trained struct {
	depth    int
	seed     uint64
	accuracy float64
}

func (t trained) Label() string { return fmt.Sprintf("%d layers, seed %d", t.depth, t.seed) }
func (t trained) Info() run.Info {
	network := options.NewNetwork(options.Reversible)
	network.Depth, network.Seed = t.depth, t.seed
	layers := run.Part{Kind: run.Layers, Layers: t.depth, Parameters: int64(20_000 * t.depth)}
	return run.Info{Metric: "accuracy", Model: run.Model{Options: network, Parts: []run.Part{layers}}}
}
func (t trained) History() []run.Record {
	return []run.Record{{Kind: run.Evaluation, Step: 1, Valid: &t.accuracy}}
}
func (t trained) Profile() run.Memory { return step(t.depth) }

func ExampleCompare() {
	f := viz.Compare(trained{7, 1, 0.71}, trained{7, 2, 0.73}, trained{28, 1, 0.78}, trained{28, 2, 0.80})
	fmt.Println(f.Title)
	fmt.Print(f.Table().Markdown())
	// Output:
	// 4 runs compared: best accuracy 0.8000
	// | setting | seeds | validation accuracy | activations | memory of a step | parameters |
	// |---|---:|---:|---:|---:|---:|
	// | 28 layers | 2 | 0.7900 ± 0.0141 | 36.8 MB | 48.9 MB | 560,000 |
	// | 7 layers | 2 | 0.7200 ± 0.0141 | 36.8 MB | 42.1 MB | 140,000 |
	//
	// mean ± standard deviation over seeds
}

func ExampleFigure_WithCosts() {
	f := viz.Compare(trained{7, 1, 0.71}, trained{28, 1, 0.78}).WithCosts(viz.AllParts)
	folder, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "compared.pdf")
	fmt.Println(f.SavePDF(file, viz.ColumnWidth, viz.FontSize(8), viz.WithoutTitle))
	content, err := os.ReadFile(file)
	fmt.Println(string(content[:8]), err)
	// Output:
	// <nil>
	// %PDF-1.4 <nil>
}

func ExampleMillimetres() {
	fmt.Printf("%.2f in", viz.Millimetres(84))
	// Output: 3.31 in
}

func ExampleFigure_SaveCSV() {
	file := filepath.Join(os.TempDir(), "ranking.csv")
	defer os.Remove(file)
	f := viz.Ranking(trained{7, 1, 0.71}, trained{28, 1, 0.78})
	if err := f.SaveCSV(file); err != nil {
		fmt.Println(err)
	}
	content, err := os.ReadFile(file)
	fmt.Print(string(content), err)
	// Output:
	// x axis,y axis,series,drawn as,x,y,low,high,value,note
	// setting,Validation accuracy,,column,"28 layers, seed 1",0.78,0.78,0.78,,"0.7800, 1 seed"
	// setting,Validation accuracy,,column,"7 layers, seed 1",0.71,0.71,0.71,,"0.7100, 1 seed"
	// <nil>
}

func ExampleRanking() {
	f := viz.Ranking(trained{7, 1, 0.71}, trained{7, 2, 0.73}, trained{28, 1, 0.78}, trained{28, 2, 0.80})
	fmt.Println(f.Title)
	// Output: Best of 2 settings: 28 layers: accuracy 0.7900 ± 0.0141
}

func ExampleReconstruction() {
	viz.Show(viz.Reconstruction(run.Inverse{Network: "reversible GEN", Errors: []float64{2e-6, 1e-6},
		Exact: []float64{2e-15, 1e-15}, Bound: 1e-3}))
	// Output:
	// Inputs are rebuilt within the bound: largest error 2e-6 over 2 layers
	// reversible GEN
	// network         layers  largest error  at layer  in float64  bound
	// reversible GEN       2           2e-6         1       2e-15  0.001  pass
}

func ExampleSeeds() {
	f := viz.Seeds(trained{7, 1, 0.71}, trained{7, 2, 0.73})
	fmt.Print(f)
	// Output:
	// Training curves over seeds: 1 setting of up to 2 seeds
	// band: smallest to largest, line: mean · loss smoothed
	// setting     seeds  last loss            last validation
	// reversible      2          -  0.7200 (0.7100 to 0.7300)
}

func ExampleMemoryOverTime() {
	fmt.Print(viz.MemoryOverTime(trained{7, 1, 0.71}))
	// Output:
	// Memory while training
	// No live memory was recorded.
}

func ExampleResiduals() {
	fmt.Print(viz.Residuals(trained{7, 1, 0.71}))
	// Output:
	// How the solver converged
	// This run recorded no search for a fixed point: only equilibrium networks have a solver.
}

package viz_test

import (
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/viz"
)

// judgedGraph has five nodes of two classes; logits as a model's Predict gives them.
func judgedGraph() (*datasets.Graph, datasets.Matrix) {
	g := &datasets.Graph{Name: "five nodes", NumNodes: 5, NumClasses: 2, Classes: []int32{0, 0, 1, 1, 1},
		Test: []int32{0, 1, 2, 3, 4}}
	return g, datasets.Matrix{Data: []float32{2, 0, 0, 1, 0, 3, 1, 2, 0, 1}, Cols: 2}
}

func ExampleConfusion() {
	viz.Show(viz.Confusion(judgedGraph()))
	// Output:
	// Confusion matrix · five nodes, test nodes
	// accuracy 0.8000 (4 of 5) · colour: share of the true class
	// true class  0  1  right
	// 0           1  1   50 %
	// 1           0  3  100 %
}

func ExampleROC() {
	viz.Show(viz.ROC(judgedGraph()))
	// Output:
	// ROC curves · five nodes, test nodes
	// mean ROC-AUC 0.8333 over 2 classes · each class against the rest · 5 nodes
	// class  ROC-AUC  positive  negative
	// 0       0.8333         2         3
	// 1       0.8333         3         2
}

func ExampleEmbedding() {
	g, _ := judgedGraph()
	rows := datasets.Matrix{Data: []float32{1, 0, 0, 2, 0, 0, 0, 3, 1, 0, 4, 0, 0, 3, 2}, Cols: 3}
	viz.Show(viz.Embedding(g, rows))
	// Output:
	// Node embeddings in two dimensions · five nodes
	// coloured by class · 5 nodes · two principal components of 3 columns keep 97.8 % of the variance
	// nodes    count  first component  second component
	// class 0      2    -2.27 ± 0.283  -0.0632 ± 0.0689
	// class 1      3     1.52 ± 0.329      0.0421 ± 1.1
}

func ExamplePredicted() {
	g := &datasets.Graph{Name: "four houses", NumNodes: 4, Test: []int32{0, 1, 2, 3},
		Values: datasets.Matrix{Data: []float32{100, 200, 300, 400}, Cols: 1}}
	viz.Show(viz.Predicted(g, datasets.Matrix{Data: []float32{110, 190, 300, 420}, Cols: 1}))
	// Output:
	// Predicted against true values · four houses, test nodes
	// R² 0.9880 · 4 nodes
	// value  nodes  labelled     R²  MAE   RMSE
	// 0       test         4  0.988   10  12.25
}

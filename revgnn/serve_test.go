package revgnn

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func ExampleNewPredictor() {
	graph := datasets.Karate().Must()
	model := Reversible(conv.GCN()).WithDepth(7).WithChannels(8).For(graph).Must()
	predictor, err := NewPredictor(context.Background(), model, graph)
	if err != nil {
		panic(err)
	}
	defer predictor.Close()
	logits, err := predictor.Logits(context.Background(), graph)
	fmt.Println(logits.Rows(), logits.Cols, err)
	// Output: 34 2 <nil>
}

// TestPredictor asks for a graph, one with other features, and a smaller one, many at a time. All answers are those of
// Predict.
func TestPredictor(t *testing.T) {
	g := datasets.Karate().Must()
	other := *g
	other.NodeFeatures = datasets.Matrix{Data: slices.Clone(g.NodeFeatures.Data), Cols: g.NodeFeatures.Cols}
	for i := range other.NodeFeatures.Data {
		other.NodeFeatures.Data[i] += float32(i%3) / 2
	}
	less := *g
	less.Source, less.Target = g.Source[:100], g.Target[:100]
	graphs := []*datasets.Graph{g, &other, &less}
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(g))
	var want []datasets.Matrix
	for _, g := range graphs {
		want = append(want, m.Predict(g).Must())
	}
	p, err := NewPredictor(t.Context(), m, g)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Train(m, g).WithEpochs(2).Done(); err != nil { // which changes nothing of the predictor
		t.Fatal(err)
	}
	var requests sync.WaitGroup
	for i := range 12 {
		requests.Go(func() {
			got, err := p.Logits(t.Context(), graphs[i%3])
			if err != nil || !slices.Equal(got.Data, want[i%3].Data) {
				t.Errorf("request %d: %v, %v", i, got.Data[:4], err)
			}
		})
	}
	requests.Wait()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Logits(cancelled, g); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := p.Logits(t.Context(), nil); err == nil || err.Error() != "revgnn: no graph; give one to predict" {
		t.Error(err)
	}
	p.Close()
	p.Close()
	if _, err := p.Logits(t.Context(), g); err == nil {
		t.Error("a closed predictor answered")
	}
	if _, err := NewPredictor(t.Context(), nil, g); err == nil {
		t.Error("a predictor without a model")
	}
	if _, err := m.Predict(g).Done(); err != nil { // its parameters are its own
		t.Error(err)
	}
}

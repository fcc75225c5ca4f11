package outside

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

// surprise is a metric of one's own: less the mean cross-entropy of the nodes' classes.
type surprise struct{}

func (surprise) String() string { return "surprise" }

func (surprise) Score(s metrics.Split) (float64, error) {
	if s.Nodes == nil || s.Classes == nil {
		return 0, errors.New("surprise: no nodes with classes")
	}
	var total float64
	for _, node := range s.Nodes {
		row := s.Logits[int(node)*s.Columns:][:s.Columns]
		var all float64
		for _, logit := range row {
			all += math.Exp(float64(logit))
		}
		total += float64(row[s.Classes[node]]) - math.Log(all)
	}
	return total / float64(len(s.Nodes)), nil
}

// TestMetric trains by a metric of one's own: records, the best step, patience, sweeps and evaluations follow it.
func TestMetric(t *testing.T) {
	g, folder := club(t), t.TempDir()
	train := func(m *revgnn.Model) *revgnn.TrainBuilder {
		return revgnn.Train(m, g).WithEpochs(12).WithEvaluationEvery(1).WithLearningRate(0.2).WithMetric(surprise{})
	}
	directory := filepath.Join(folder, "run")
	r := trained(t, train(small(t)), directory)
	if r.Info().Metric != "surprise" || r.Info().Training.Metric.Name != "surprise" {
		t.Errorf("the record has the metric %q", r.Info().Metric)
	}
	most, at := math.Inf(-1), 0
	for _, record := range r.History() {
		if record.Kind == run.Evaluation && *record.Valid > most {
			most, at = *record.Valid, record.Step
		}
	}
	if most >= 0 {
		t.Errorf("a score of %g, which no log of a probability has", most)
	}
	if best, ok := r.Best(); !ok || best.Step != at {
		t.Errorf("the best step is %d, want %d", best.Step, at)
	}
	m, err := revgnn.LoadBest(directory)
	if err != nil {
		t.Fatal(err)
	}
	e, err := revgnn.Evaluate(m, g).WithMetric(surprise{}).Done()
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(*e.Valid-most) > 1e-6 || e.Metric != "surprise" {
		t.Errorf("the best parameters score %s, want %g", e, most)
	}

	// With a patience of 1 the first evaluation that is not the best so far ends the training.
	patient := trained(t, train(small(t)).WithEpochs(40).WithPatience(1), filepath.Join(folder, "patient"))
	var scores []float64
	for _, record := range patient.History() {
		if record.Kind == run.Evaluation {
			scores = append(scores, *record.Valid)
		}
	}
	last := len(scores) - 1
	if last == 39 || scores[last] > slices.Max(scores[:last]) || !slices.IsSorted(scores[:last]) {
		t.Errorf("the training ended after the scores %v", scores)
	}
	s, err := sweep.Func("rates", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		m, err := revgnn.Residual(conv.GCN()).WithDepth(1).WithChannels(4).For(g).Done()
		return train(m).WithEpochs(2).WithLearningRate(s.Float("rate")), err
	}).Over("rate", 0.1).WithDirectory(filepath.Join(folder, "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	if list := s.List(); list[0].Metric != "surprise" || list[0].Best == nil || *list[0].Best >= 0 {
		t.Errorf("the sweep has %+v", list)
	}
}

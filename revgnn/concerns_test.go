package revgnn

import (
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// firstInfo keeps what an observer is told first.
type firstInfo struct{ info *run.Info }

func (o firstInfo) Started(info run.Info, _ run.Memory, _ []run.Record) { *o.info = info }
func (firstInfo) Recorded(run.Record)                                   {}
func (firstInfo) Finished(run.Status, error)                            {}

// TestConcerns: what is found in a graph is in the run's record and told to observers, and ends no training.
func TestConcerns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*datasets.Graph)
		want   []string // how the lines begin
	}{
		{"none", func(*datasets.Graph) {}, nil},
		{"two", func(g *datasets.Graph) {
			g.Test = nil
			g.NodeFeatures = datasets.Matrix{Data: slices.Clone(g.NodeFeatures.Data), Cols: g.NodeFeatures.Cols}
			g.NodeFeatures.Row(2)[2] = 12_000
		}, []string{"no labelled node tests", `the node feature "2" goes up to 12000`}},
		{"a graph that is not valid", func(g *datasets.Graph) { g.Test = []int32{99} }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := small(t)
			p.Operator, p.Depth, p.Epochs = "GCN", 2, 1
			b, err := p.builder()
			if err != nil {
				t.Fatal(err)
			}
			on(t, b, c.change)
			if c.name == "a graph that is not valid" {
				concerns, err := b.concerns()
				if concerns != nil || err != nil {
					t.Errorf("%v, %v", concerns, err)
				}
				return
			}
			var told run.Info
			r := ok[*run.Run](t)(b.WithObserver(firstInfo{&told}).Done())
			kept := ok[*run.Run](t)(run.Open(r.Dir())).Info().Concerns
			if !slices.Equal(kept, told.Concerns) || !slices.EqualFunc(kept, c.want, strings.HasPrefix) {
				t.Errorf("kept %q, told %q, want %q", kept, told.Concerns, c.want)
			}
		})
	}
}

package metrics

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestScikitLearn holds each metric of classes and tasks against the numbers of scikit-learn that testdata/make.py
// wrote.
func TestScikitLearn(t *testing.T) {
	const tolerance = 1e-12
	text, err := os.ReadFile("testdata/scikit-learn.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name    string
			Classes []int32
			Tasks   []*float32
			Logits  []float32
			Columns int
			Want    map[string]struct {
				Call string
				Is   float64
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	others := map[string]func(Split, Average) (float64, error){"precision": Precision, "recall": Recall}
	compared := map[options.Labels]map[string]bool{options.ClassLabels: {}, options.TaskLabels: {}}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			s, labels := Split{Classes: c.Classes, Logits: c.Logits, Columns: c.Columns}, options.ClassLabels
			for _, label := range c.Tasks {
				labels = options.TaskLabels
				if label == nil {
					s.Tasks = append(s.Tasks, float32(nan))
				} else {
					s.Tasks = append(s.Tasks, *label)
				}
			}
			for name, want := range c.Want {
				var got float64
				var err error
				if m, ok := Named(name); ok {
					compared[labels][name] = true
					got, err = m.Score(s)
				} else {
					for rate, f := range others {
						for _, over := range []Average{Micro, Weighted} {
							if name == string(over)+" "+rate {
								got, err = f(s, over)
							}
						}
					}
				}
				if !(math.Abs(got-want.Is) <= tolerance) || err != nil {
					t.Errorf("%s: %.17g, %v; %s is %.17g", name, got, err, want.Call, want.Is)
				}
			}
		})
	}
	for labels, names := range compared {
		for _, m := range known[labels] {
			if !names[m.String()] {
				t.Errorf("no case compares %s of %s", m, labels)
			}
		}
	}
}

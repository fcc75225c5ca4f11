package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

// concerns looks at the graph before the training. What makes a training impossible is an error. A graph that is not
// valid, as its fields can be changed, is not looked at.
func (j *job) concerns() ([]datasets.Concern, error) {
	if j.graph.Validate() != nil {
		return nil, nil
	}
	list := j.graph.Concerns()
	for _, c := range list {
		if c.Fatal() {
			return nil, fmt.Errorf("revgnn: the graph %q: %s", j.graph.Name, c)
		}
	}
	return list, nil
}

// lines are concerns as a run's record keeps them.
func lines(concerns []datasets.Concern) (text []string) {
	for _, c := range concerns {
		text = append(text, c.String())
	}
	return text
}

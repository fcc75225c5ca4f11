package revgnn

import "fmt"

// concerns looks at the graph before the training, for its record. What makes a training impossible is an error. A
// graph that is not valid, as its fields can be changed, is not looked at.
func (j *job) concerns() (lines []string, err error) {
	if j.graph.Validate() != nil {
		return nil, nil
	}
	for _, c := range j.graph.Concerns() {
		if c.Fatal() {
			return nil, fmt.Errorf("revgnn: the graph %q: %s", j.graph.Name, c)
		}
		lines = append(lines, c.String())
	}
	return lines, nil
}

package revgnn

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// outputs says what the columns of a network's outputs are.
type outputs struct {
	labels options.Labels
	names  []string // of classes, tasks or values; nil where they are numbers
	count  int
}

// outputs are those of the network, by the names of the graph that it was trained on.
func (m *Model) outputs() outputs {
	return m.outputsOf(m.Schema())
}

// outputsIn are those by the names of a graph to train on, before the network was trained on any.
func (m *Model) outputsIn(g *datasets.Graph) outputs {
	m.parameters.lock.Lock()
	trained := m.parameters.trained
	m.parameters.lock.Unlock()
	if trained {
		return m.outputs()
	}
	return m.outputsOf(g.Schema)
}

func (m *Model) outputsOf(schema datasets.Schema) outputs {
	widths := m.spec.Widths()
	if widths.Labels == options.ClassLabels {
		return outputs{widths.Labels, schema.Classes, widths.Outputs}
	}
	return outputs{widths.Labels, schema.Outputs, widths.Outputs}
}

// number finds an output by its name. The error says which names there are.
func (o outputs) number(name string) (int, error) {
	names := make([]string, o.count)
	for i := range names {
		names[i] = o.name(i)
	}
	if i := slices.Index(names, name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("there is none of that name; %s", options.Nearest(name, names))
}

// name is what an output is called.
func (o outputs) name(i int) string {
	if i < len(o.names) {
		return o.names[i]
	}
	return strconv.Itoa(i)
}

// column heads the column of an output in a file.
func (o outputs) column(i int) string {
	named := i < len(o.names)
	switch {
	case o.labels == options.ClassLabels && named:
		return "p(" + o.names[i] + ")"
	case named:
		return o.names[i]
	case o.labels == options.ClassLabels:
		return "p" + strconv.Itoa(i)
	case o.labels == options.TaskLabels:
		return "task" + strconv.Itoa(i)
	}
	return "value" + strconv.Itoa(i)
}

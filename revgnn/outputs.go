package revgnn

import (
	"strconv"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// outputs says what the columns of a network's outputs are.
type outputs struct {
	labels options.Labels
	names  []string // of classes, tasks or values; nil where they are numbers
}

// outputs are those of the network, by the names of the graph that it was trained on.
func (m *Model) outputs() outputs {
	schema, labels := m.Schema(), m.spec.Widths().Labels
	if labels == options.ClassLabels {
		return outputs{labels, schema.Classes}
	}
	return outputs{labels, schema.Outputs}
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

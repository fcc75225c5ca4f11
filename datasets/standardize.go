package datasets

import (
	"errors"
	"math"
)

// Standardize makes each column of features (x − mean) / deviation, with mean and standard deviation (divided by n)
// over the training nodes; of edge features over the edges into them. Columns of categories stay 0 and 1, and a column
// that is constant there becomes 0.
//
// The graph's Schema keeps mean and deviation, and a model that is trained on the graph keeps the schema: whatever it
// is asked to predict is standardized by the same numbers, so graphs for prediction are given as they are read.
func (t *Transformed) Standardize() *Transformed { return t.step((*Graph).standardize, "Standardize") }

func (g *Graph) standardize() error {
	switch {
	case len(g.Train) == 0:
		return errors.New("there are no training nodes to take mean and deviation of; split the nodes first")
	case g.NodeFeatures.Cols+g.EdgeFeatures.Cols == 0:
		return errors.New("there are no features")
	case g.isStandardized():
		return errors.New("the features are standardized already")
	case g.Schema.RowNormalized:
		return errors.New("each node's features were divided by their sum; standardize instead of NormalizeFeatures")
	}
	g.NodeFeatures, g.Schema.NodeFeatures = standardized(g.NodeFeatures, g.Schema.NodeFeatures, g.Train)
	trains := make([]bool, g.NumNodes)
	for _, node := range g.Train {
		trains[node] = true
	}
	var into []int32
	for e, target := range g.Target {
		if trains[target] {
			into = append(into, int32(e))
		}
	}
	if len(into) > 0 {
		g.EdgeFeatures, g.Schema.EdgeFeatures = standardized(g.EdgeFeatures, g.Schema.EdgeFeatures, into)
	}
	return nil
}

// isStandardized says whether a column of features is.
func (g *Graph) isStandardized() bool {
	for _, list := range [][]Feature{g.Schema.NodeFeatures, g.Schema.EdgeFeatures} {
		for _, f := range list {
			if f.Deviation != 0 {
				return true
			}
		}
	}
	return false
}

// standardized is a copy of features and of their names, standardized over some of the rows.
func standardized(m Matrix, names []Feature, fit []int32) (Matrix, []Feature) {
	if m.Cols == 0 {
		return m, names
	}
	made, list := newMatrix(m.Rows(), m.Cols), make([]Feature, m.Cols)
	copy(list, names)
	for column := range list {
		f := &list[column]
		if f.Category == "" && !f.IsMissing {
			f.Mean, f.Deviation = spread(m, column, fit)
		}
		for row := range m.Rows() {
			made.Row(row)[column] = f.Scaled(m.Row(row)[column])
		}
	}
	return made, list
}

// spread is the mean and the standard deviation of a column over some of the rows, 1 where all are equal.
func spread(m Matrix, column int, rows []int32) (mean, deviation float32) {
	sum, squares := 0.0, 0.0
	for _, row := range rows {
		sum += float64(m.Row(int(row))[column])
	}
	center := sum / float64(len(rows))
	for _, row := range rows {
		squares += math.Pow(float64(m.Row(int(row))[column])-center, 2)
	}
	if deviation = float32(math.Sqrt(squares / float64(len(rows)))); deviation == 0 {
		deviation = 1
	}
	return float32(center), deviation
}

// refitFills gives missing values the mean over the training nodes, after the split has changed; without training nodes
// over all.
func (g *Graph) refitFills() error {
	if len(g.Filled) == 0 {
		return nil
	}
	filled := map[Cell]bool{}
	columns := map[int32]bool{}
	for _, cell := range g.Filled {
		filled[cell], columns[cell.Column] = true, true
	}
	m := newMatrix(g.NumNodes, g.NodeFeatures.Cols)
	copy(m.Data, g.NodeFeatures.Data)
	names := append([]Feature{}, g.Schema.NodeFeatures...)
	for column := range columns {
		sum, count := 0.0, 0
		add := func(node int32) {
			if !filled[Cell{node, column}] {
				sum, count = sum+float64(g.NodeFeatures.Row(int(node))[column]), count+1
			}
		}
		for _, node := range g.Train {
			add(node)
		}
		for node := 0; node < g.NumNodes && count == 0; node++ { // no training node has a value
			add(int32(node))
		}
		value := float32(sum / float64(max(1, count)))
		names[column].Fill = &value
	}
	for _, cell := range g.Filled {
		m.Row(int(cell.Node))[cell.Column] = *names[cell.Column].Fill
	}
	g.NodeFeatures, g.Schema.NodeFeatures = m, names
	return nil
}

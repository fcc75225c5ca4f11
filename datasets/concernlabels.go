package datasets

import "math"

// labelConcerns looks at labels and splits.
func (g *Graph) labelConcerns() (found []Concern) {
	labelled := g.Labelled()
	trains := g.labelledAmong(g.Train)
	if trains == 0 {
		c := Concern{Kind: NoTraining, Found: labelled, All: len(g.Train)}
		for _, column := range g.Schema.Columns {
			if labelled == 0 && column.Role == LeftOut && !column.OfEdges && column.Name != "" {
				c.Columns = append(c.Columns, column.Name)
			}
		}
		return []Concern{c}
	}
	switch g.Labels() {
	case ClassLabels:
		found = g.classConcerns(labelled)
	case TaskLabels:
		found = g.taskConcerns()
	case ValueLabels:
		found = g.valueConcerns()
	}
	for _, split := range []struct {
		name  string
		nodes []int32
	}{{"valid", g.Valid}, {"test", g.Test}} {
		if g.labelledAmong(split.nodes) == 0 {
			found = append(found, Concern{Kind: EmptySplit, Targets: []string{split.name}})
		}
	}
	return found
}

// labelledAmong counts the labelled nodes among some.
func (g *Graph) labelledAmong(nodes []int32) (count int) {
	for _, node := range nodes {
		if g.IsLabelled(node) {
			count++
		}
	}
	return count
}

func (g *Graph) classConcerns(labelled int) []Concern {
	nodes, trains := make([]int, g.NumClasses), make([]int, g.NumClasses)
	for _, class := range g.Classes {
		if class >= 0 {
			nodes[class]++
		}
	}
	for _, node := range g.Train {
		if class := g.Classes[node]; class >= 0 {
			trains[class]++
		}
	}
	untrained := Concern{Kind: Untrained, kind: ClassLabels}
	for class, n := range nodes {
		if n == labelled {
			return []Concern{{Kind: OneAnswer, kind: ClassLabels, Targets: []string{nameOf(g.Schema.Classes, class)},
				Found: n, All: n}}
		}
		if n > 1 && trains[class] == 0 { // no split trains and tests a class of one node
			untrained.Targets = append(untrained.Targets, nameOf(g.Schema.Classes, class))
			untrained.Found += n
		}
	}
	if untrained.Found == 0 {
		return nil
	}
	untrained.All = labelled
	return []Concern{untrained}
}

func (g *Graph) taskConcerns() []Concern {
	answers := make([][2]int, g.Tasks.Cols)
	for i, label := range g.Tasks.Data {
		if !isNaN(label) {
			answers[i%g.Tasks.Cols][int(label)]++
		}
	}
	one := Concern{Kind: OneAnswer, kind: TaskLabels, All: g.Tasks.Cols}
	for task, n := range answers {
		if n[0] == 0 || n[1] == 0 {
			one.Targets = append(one.Targets, nameOf(g.Schema.Outputs, task))
			one.Found++
		}
	}
	if one.Found == 0 {
		return nil
	}
	return []Concern{one}
}

func (g *Graph) valueConcerns() []Concern {
	one := Concern{Kind: OneAnswer, kind: ValueLabels, All: g.Values.Cols}
	for target := range g.Values.Cols {
		first, other := math.NaN(), false
		for node := range g.NumNodes {
			value := float64(g.Values.Row(node)[target])
			if math.IsNaN(first) {
				first = value
			}
			other = other || value < first || value > first
		}
		if !other {
			one.Targets = append(one.Targets, nameOf(g.Schema.Outputs, target))
			one.Found++
		}
	}
	if one.Found == 0 {
		return nil
	}
	return []Concern{one}
}

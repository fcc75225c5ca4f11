package datasets

// Concerns looks at a graph before a network is trained on it, and lists what is likely to spoil the training; nil
// where nothing is. Training asks for it once, so a user need not.
//
//   - NoTraining: no node has a label and trains. This alone is fatal.
//   - OneAnswer: all labelled nodes have one class, one answer to a task, or one real number.
//   - Untrained: a class has several labelled nodes, and none of them trains.
//   - EmptySplit: no labelled node validates, or none tests.
//   - Scales: a feature reaches 10,000, or is 1,000 times as large as the smallest feature or as its own deviation. How
//     large a feature is, is the root of the mean square over the entries that are not 0, so that rare words of a bag
//     of words count as others do. A network's first map gives all features weights of one size: what is 1,000 times
//     larger drowns the rest, and float32 has seven digits.
//   - ConstantFeatures: a feature is the same everywhere. One that is always 0 among features that mostly are, such as
//     a word that no text has, is none.
//   - TellTale: a feature tells the target of 99 in 100 of the nodes that are not of the largest class, or more: its
//     values that occur several times have one class each, or all nodes of one class lie on one side of a threshold. It
//     must be less likely by chance than one in a million, over all features. Of a task, two values stand for yes and
//     no; of a real number, the correlation is beyond ±0.9999. All labelled nodes are looked at, and the training nodes
//     by themselves.
//   - SelfLoops, Repeated: half of the edges or more.
//   - Isolated: more than half of the nodes have no edge to another node, and not because of such edges.
//
// It takes one pass over the arrays, on all cores, and looks closer only at features that tell the target of 1,000
// nodes.
func (g *Graph) Concerns() []Concern {
	var all []Concern
	all = append(all, g.labelConcerns()...)
	all = append(all, g.tellTales()...)
	all = append(all, scaleConcerns(g.NodeFeatures, g.Schema.NodeFeatures, false)...)
	all = append(all, scaleConcerns(g.EdgeFeatures, g.Schema.EdgeFeatures, true)...)
	return append(all, g.edgeConcerns()...)
}

// edgeConcerns looks at pairs of nodes.
func (g *Graph) edgeConcerns() (found []Concern) {
	var s Summary
	s.lookAtEdges(g)
	for _, c := range []Concern{{Kind: SelfLoops, Found: s.SelfLoops, All: g.NumEdges()}, {Kind: Repeated,
		Found: s.Duplicates, All: g.NumEdges()}} {
		if c.Found > 0 && 2*c.Found >= c.All {
			found = append(found, c)
		}
	}
	if 2*s.Isolated > g.NumNodes && found == nil { // else that may be why
		found = append(found, Concern{Kind: Isolated, Found: s.Isolated, All: g.NumNodes})
	}
	return found
}

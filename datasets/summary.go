package datasets

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

// Summary is what can be said of a graph at a look. It prints as a table, and shows as one in a notebook.
type Summary struct {
	Name         string
	Nodes, Edges int  // directed edges
	Undirected   bool // each edge is there as often as its reverse
	SelfLoops    int  // edges from a node to itself
	Duplicates   int  // edges whose source and target are those of another edge, but for one of them
	Isolated     int  // nodes without an edge from or to another node

	MinInDegree, MaxInDegree     int
	MedianInDegree, MeanInDegree float64

	NodeFeatures, EdgeFeatures int     // columns
	NonZeroNode, NonZeroEdge   float64 // the share of features that are not 0; 0 without features

	Classes, Tasks int       // a graph has one of them, or Values, or neither
	Labelled       int       // nodes with a class, or a label for at least one task or value
	ClassNodes     []int     // nodes of each class
	ClassNames     []string  // nil without names
	Yes            []float64 // of each task, the share of yes among the nodes that have its label; NaN without any
	Values         []Range   // of each real number to predict

	EdgeWeights Range // zero without weights

	// Homophily is the share of edges whose two ends have one class (Zhu et al., 2020, arXiv:2006.11468, the "edge"
	// method of PyTorch Geometric); yes and no of a single task count as classes. Edges with an unlabelled end are left
	// out. NaN without classes or with several tasks, or without such edges.
	Homophily float64

	// AdjustedHomophily is Homophily less what is expected by chance, so that graphs with other classes compare
	// (Platonov et al., 2023, arXiv:2209.06177):
	//
	//	(h − Σ p_k²) / (1 − Σ p_k²),  p_k the share of the ends of these edges that have class k
	//
	// NaN as Homophily is, and when all ends have one class.
	AdjustedHomophily float64

	Train, Valid, Test, InNoSplit int   // nodes
	Species                       int   // different ones; 0 when unknown
	FirstYear, LastYear           int32 // 0 when unknown
	Bytes                         int64 // of the graph's arrays

	Format  string   // what the source was read as; "" when it was no file
	Columns []Column // what the source's columns became
	Names   []string // of the first nodes, as people call them; nil without names
}

// Range is what the values of a column lie between.
type Range struct {
	Name     string // "" without a name
	Min, Max float32
	Known    int // how many there are
}

// rangeOf looks at every step-th value from start on.
func rangeOf(name string, values []float32, start, step int) Range {
	r := Range{Name: name}
	for i := start; i < len(values); i += step {
		v := values[i]
		if isNaN(v) {
			continue
		}
		if r.Known++; r.Known == 1 {
			r.Min, r.Max = v, v
		}
		r.Min, r.Max = min(r.Min, v), max(r.Max, v)
	}
	return r
}

// Summary looks at the whole graph, in time in proportion to its arrays, on all cores. Beside the graph it needs a few
// entries per node on each core. Undirected is found by a hash of 64 bits of all edges, so that it may be wrong with a
// chance of about 1 in 2⁶⁴. The graph must be valid, as every builder's is.
func (g *Graph) Summary() Summary {
	s := Summary{
		Name: g.Name, Nodes: g.NumNodes, Edges: g.NumEdges(),
		NodeFeatures: g.NodeFeatures.Cols, EdgeFeatures: g.EdgeFeatures.Cols,
		NonZeroNode: nonZeroShare(g.NodeFeatures), NonZeroEdge: nonZeroShare(g.EdgeFeatures),
		Classes: g.NumClasses, Tasks: g.Tasks.Cols, Labelled: g.Labelled(),
		Homophily: math.NaN(), AdjustedHomophily: math.NaN(),
		Train: len(g.Train), Valid: len(g.Valid), Test: len(g.Test),
		InNoSplit: g.NumNodes - len(g.Train) - len(g.Valid) - len(g.Test),
		Species:   len(g.speciesValues()), Bytes: g.Bytes(),
		ClassNames: g.Schema.Classes, EdgeWeights: rangeOf("", g.EdgeWeights, 0, 1),
		Format: g.Schema.Format, Columns: g.Schema.Columns,
	}
	for column := range g.Values.Cols {
		name := ""
		if column < len(g.Schema.Outputs) {
			name = g.Schema.Outputs[column]
		}
		s.Values = append(s.Values, rangeOf(name, g.Values.Data, column, g.Values.Cols))
	}
	const few = 3 // names show what they are like
	if len(g.Names) > 0 {
		s.Names = g.Names[:min(few, len(g.Names))]
	}
	if len(g.Years) > 0 {
		s.FirstYear, s.LastYear = slices.Min(g.Years), slices.Max(g.Years)
	}
	if g.NumNodes > 0 {
		degrees := g.InDegrees()
		slices.Sort(degrees)
		last := len(degrees) - 1
		s.MinInDegree, s.MaxInDegree = int(degrees[0]), int(degrees[last])
		s.MedianInDegree = (float64(degrees[last/2]) + float64(degrees[(last+1)/2])) / 2
		s.MeanInDegree = float64(g.NumEdges()) / float64(g.NumNodes)
	}
	if g.Classes != nil {
		s.ClassNodes = make([]int, g.NumClasses)
		for _, class := range g.Classes {
			if class >= 0 {
				s.ClassNodes[class]++
			}
		}
	}
	for task := range g.Tasks.Cols {
		s.Yes = append(s.Yes, g.yesShare(task))
	}
	s.lookAtEdges(g)
	return s
}

// yesShare is the share of yes among the nodes that have the label of a task.
func (g *Graph) yesShare(task int) float64 {
	yes, all := 0.0, 0.0
	for node := range g.Tasks.Rows() {
		if label := g.Tasks.Row(node)[task]; !isNaN(label) {
			yes, all = yes+float64(label), all+1
		}
	}
	return yes / all // NaN without any
}

// asClasses are the classes, or no and yes of a single task as classes 0 and 1; nil for other labels.
func (g *Graph) asClasses() (classes []int32, number int) {
	if g.Tasks.Cols != 1 {
		return g.Classes, g.NumClasses
	}
	classes = make([]int32, g.NumNodes)
	for node, label := range g.Tasks.Data {
		classes[node] = -1
		if !isNaN(label) {
			classes[node] = int32(label)
		}
	}
	return classes, 2
}

// lookAtEdges fills what depends on pairs of nodes. Each worker takes the edges into a range of nodes, about as many.
func (s *Summary) lookAtEdges(g *Graph) {
	cuts := []int{0}
	for workers, i := runtime.GOMAXPROCS(0), 1; i <= workers; i++ {
		cut := g.NumEdges() * i / workers
		for cut > 0 && cut < g.NumEdges() && g.Target[cut] == g.Target[cut-1] {
			cut++
		}
		if cut > cuts[len(cuts)-1] {
			cuts = append(cuts, cut)
		}
	}
	classes, number := g.asClasses()
	looks := make([]edgeLook, len(cuts)-1)
	var workers sync.WaitGroup
	for i := range looks {
		workers.Go(func() { looks[i] = g.look(cuts[i], cuts[i+1], classes, number) })
	}
	workers.Wait()

	all := edgeLook{joined: make([]bool, g.NumNodes), ends: make([]int, number)}
	for _, l := range looks {
		all.difference += l.difference
		all.alike += l.alike
		s.SelfLoops += l.loops
		s.Duplicates += l.duplicates
		for node, joined := range l.joined {
			all.joined[node] = all.joined[node] || joined
		}
		for class, n := range l.ends {
			all.ends[class] += n
		}
	}
	s.Undirected = all.difference == 0
	for _, joined := range all.joined {
		if !joined {
			s.Isolated++
		}
	}
	ends, chance := 0, 0.0
	for _, n := range all.ends {
		ends += n
	}
	if ends == 0 {
		return
	}
	for _, n := range all.ends {
		chance += math.Pow(float64(n)/float64(ends), 2)
	}
	s.Homophily = float64(all.alike) / float64(ends/2)
	if chance < 1 {
		s.AdjustedHomophily = (s.Homophily - chance) / (1 - chance)
	}
}

// edgeLook is what one worker found in its edges.
type edgeLook struct {
	difference        uint64 // the sum of the edges' hashes less that of their reverses'
	loops, duplicates int
	alike             int    // edges whose two ends have one class
	ends              []int  // [classes] ends of edges whose two ends have a class
	joined            []bool // [N]
}

// look passes over the edges from..to−1. They hold all edges into their targets. The nodes have a number of classes, or
// nil.
func (g *Graph) look(from, to int, classes []int32, number int) edgeLook {
	source, target := g.Source[from:to], g.Target[from:to]
	l := edgeLook{joined: make([]bool, g.NumNodes), ends: make([]int, number)}
	l.duplicates = countDuplicates(source, target, make([]int32, g.NumNodes))
	markJoined(source, target, l.joined)
	for e, a := range source {
		b := target[e]
		if a == b {
			l.loops++
		}
		l.difference += mix(uint64(a)<<32|uint64(b)) - mix(uint64(b)<<32|uint64(a))
	}
	if classes != nil {
		for e, a := range source {
			if a, b := classes[a], classes[target[e]]; a >= 0 && b >= 0 {
				l.ends[a]++
				l.ends[b]++
				if a == b {
					l.alike++
				}
			}
		}
	}
	return l
}

// mix spreads a number over 64 bits: the output function of SplitMix64 (Steele et al., 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func nonZeroShare(m Matrix) float64 {
	if len(m.Data) == 0 {
		return 0
	}
	chunk := (len(m.Data)-1)/runtime.GOMAXPROCS(0) + 1
	counts := make([]int, (len(m.Data)-1)/chunk+1)
	var workers sync.WaitGroup
	for i := range counts {
		workers.Go(func() {
			count := 0
			for _, value := range m.Data[i*chunk : min((i+1)*chunk, len(m.Data))] {
				if value != 0 {
					count++
				}
			}
			counts[i] = count
		})
	}
	workers.Wait()
	all := 0
	for _, count := range counts {
		all += count
	}
	return float64(all) / float64(len(m.Data))
}

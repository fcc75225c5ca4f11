package datasets

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/internal/athand"
)

// partitioned are graphs with what can go wrong: labels of both kinds, self-loops, a hub, no edges, one node.
func partitioned(t *testing.T) map[string]*Graph {
	t.Helper()
	loops := [][2]int32{{0, 0}, {1, 1}, {1, 2}, {2, 2}, {4, 4}, {3, 1}, {3, 1}}
	var star [][2]int32
	for i := int32(1); i < 300; i++ {
		star = append(star, [2]int32{0, i})
	}
	return map[string]*Graph{
		"karate":        Karate().Must(),
		"proteins-like": ProteinsLike(300, 4000, 1).WithTasks(3).Must(),
		"random":        Random(101, 900, 2).WithNodeFeatures(2).WithEdgeFeatures(3).WithClasses(4).Must(),
		"self-loops":    New(5, loops).WithEdgeFeatures([][]float32{{0}, {1}, {2}, {3}, {4}, {5}, {6}}).Must(),
		"star":          New(300, star).WithUndirected().Must(),
		"no edges":      New(7, nil).Must(),
		"one node":      New(1, nil).Must(),
	}
}

func TestPartition(t *testing.T) {
	for name, g := range partitioned(t) {
		for _, parts := range []int{1, 2, 3, 7, g.NumNodes} {
			if parts > g.NumNodes {
				continue
			}
			t.Run(fmt.Sprintf("%s/%d", name, parts), func(t *testing.T) {
				p, err := g.Partition(parts, 3)
				if err != nil {
					t.Fatal(err)
				}
				checkPartition(t, g, p)
			})
		}
	}
}

// checkPartition holds a partition against the graph by brute force.
func checkPartition(t *testing.T, g *Graph, p *Partition) {
	t.Helper()
	if want := (g.NumNodes+p.Parts()-1)/p.Parts() + 1; p.PaddedNodes() != want {
		t.Fatalf("%d padded nodes, want %d", p.PaddedNodes(), want)
	}
	partOf := map[int32]int{}
	for i := range p.Parts() {
		part := p.Part(i)
		checkPadding(t, p, part)
		if size := g.NumNodes / p.Parts(); part.NumNodes != size && part.NumNodes != size+1 {
			t.Errorf("part %d has %d nodes, want %d or one more", i, part.NumNodes, size)
		}
		for at, node := range part.Nodes[:part.NumNodes] {
			if _, twice := partOf[node]; twice {
				t.Fatalf("node %d is in two parts", node)
			}
			partOf[node] = i
			checkNode(t, g, part, at, node)
		}
	}
	if len(partOf) != g.NumNodes {
		t.Fatalf("the parts have %d nodes, want %d", len(partOf), g.NumNodes)
	}
	for i := range p.Parts() {
		part, at := p.Part(i), 0
		for e, target := range g.Target {
			source := g.Source[e]
			if partOf[source] != i || partOf[target] != i {
				continue
			}
			if at >= part.NumEdges || part.Nodes[part.Source[at]] != source || part.Nodes[part.Target[at]] != target ||
				!slices.Equal(part.EdgeFeatures.Row(at), g.EdgeFeatures.Row(e)) {
				t.Fatalf("part %d: edge %d of the graph is not at place %d", i, e, at)
			}
			at++
		}
		if at != part.NumEdges {
			t.Fatalf("part %d has %d edges, want %d", i, part.NumEdges, at)
		}
	}
}

func checkNode(t *testing.T, g *Graph, part *Part, at int, node int32) {
	t.Helper()
	if !slices.Equal(part.NodeFeatures.Row(at), g.NodeFeatures.Row(int(node))) {
		t.Errorf("node %d has other features", node)
	}
	for task, label := range part.Tasks.Row(at) {
		if want := g.Tasks.Row(int(node))[task]; label != want && !(isNaN(label) && isNaN(want)) {
			t.Errorf("node %d, task %d: label %v, want %v", node, task, label, want)
		}
	}
	if g.Classes != nil && part.Classes[at] != g.Classes[node] {
		t.Errorf("node %d: class %d, want %d", node, part.Classes[at], g.Classes[node])
	}
	if g.Species != nil && part.Species[at] != g.Species[node] {
		t.Errorf("node %d: species %d, want %d", node, part.Species[at], g.Species[node])
	}
	for _, split := range []struct {
		mask  []bool
		nodes []int32
	}{{part.TrainMask, g.Train}, {part.ValidMask, g.Valid}, {part.TestMask, g.Test}} {
		if split.mask[at] != slices.Contains(split.nodes, node) {
			t.Errorf("node %d: its masks are not its split", node)
		}
	}
}

func checkPadding(t *testing.T, p *Partition, part *Part) {
	t.Helper()
	last := int32(p.PaddedNodes() - 1)
	for name, length := range map[string]int{
		"Nodes":     len(part.Nodes),
		"TrainMask": len(part.TrainMask), "ValidMask": len(part.ValidMask), "TestMask": len(part.TestMask),
	} {
		if length != p.PaddedNodes() {
			t.Fatalf("%s has length %d, want %d", name, length, p.PaddedNodes())
		}
	}
	if len(part.Source) != p.PaddedEdges() || len(part.Target) != p.PaddedEdges() ||
		len(part.EdgeFeatures.Data) != p.PaddedEdges()*part.EdgeFeatures.Cols {
		t.Fatalf("%d sources, %d targets, %d edge features, want %d edges", len(part.Source), len(part.Target),
			len(part.EdgeFeatures.Data), p.PaddedEdges())
	}
	if part.NumNodes > int(last) {
		t.Fatalf("the last of %d nodes is not padding", p.PaddedNodes())
	}
	for at := part.NumNodes; at <= int(last); at++ {
		if part.Nodes[at] != -1 || part.TrainMask[at] || part.ValidMask[at] || part.TestMask[at] {
			t.Errorf("padding node %d is marked", at)
		}
		if part.Classes != nil && part.Classes[at] != -1 || part.Species != nil && part.Species[at] != -1 {
			t.Errorf("padding node %d has a class or a species", at)
		}
		for _, label := range part.Tasks.Row(at) {
			if !isNaN(label) {
				t.Errorf("padding node %d has label %v", at, label)
			}
		}
		for _, value := range part.NodeFeatures.Row(at) {
			if value != 0 {
				t.Errorf("padding node %d has feature %v", at, value)
			}
		}
	}
	for e, target := range part.Target {
		if e > 0 && target < part.Target[e-1] {
			t.Fatalf("edge %d is not sorted by target", e)
		}
		padding := e >= part.NumEdges
		if padding != (target == last) || padding != (part.Source[e] == last) {
			t.Fatalf("edge %d goes from %d to %d", e, part.Source[e], target)
		}
		if padding && slices.ContainsFunc(part.EdgeFeatures.Row(e), func(x float32) bool { return x != 0 }) {
			t.Errorf("padding edge %d has features", e)
		}
	}
}

func TestPartitionOfOnePartIsTheGraph(t *testing.T) {
	g := Karate().Must()
	p, err := g.Partition(1, 5)
	if err != nil {
		t.Fatal(err)
	}
	part := p.Part(0)
	if !slices.Equal(part.Source[:part.NumEdges], g.Source) || !slices.Equal(part.Target[:part.NumEdges], g.Target) {
		t.Error("the edges are not the graph's")
	}
}

func TestPartitionBySeed(t *testing.T) {
	g := ProteinsLike(300, 4000, 1).WithTasks(2).Must()
	first, _ := g.Partition(5, 1)
	again, _ := g.Partition(5, 1)
	other, _ := g.Partition(5, 2)
	redrawn, _ := other.Redraw(1)
	back, _ := redrawn.Redraw(1)
	for name, p := range map[string]*Partition{"again": again, "redrawn": redrawn, "redrawn twice": back} {
		if !reflect.DeepEqual(first.nodes, p.nodes) {
			t.Errorf("%s: another partition for the same seed", name)
		}
	}
	if reflect.DeepEqual(first.nodes, other.nodes) {
		t.Error("the same partition for another seed")
	}
	for seed := range uint64(200) {
		p, err := first.Redraw(seed)
		if err != nil {
			t.Fatal(err)
		}
		if p.PaddedEdges() != first.PaddedEdges() || p.PaddedNodes() != first.PaddedNodes() {
			t.Fatalf("seed %d has another shape", seed)
		}
	}
}

// A part's nodes are a random sample: over many seeds each node is in part 0 about as often as any other.
func TestPartitionIsFair(t *testing.T) {
	const seeds = 2000
	g := Karate().Must()
	p, err := g.Partition(2, 0)
	if err != nil {
		t.Fatal(err)
	}
	inFirst := make([]int, g.NumNodes)
	for seed := range uint64(seeds) {
		p, err := p.Redraw(seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, node := range p.nodes[0] {
			inFirst[node]++
		}
	}
	for node, count := range inFirst {
		if count < seeds/2-120 || count > seeds/2+120 { // 5 standard deviations of √2000/2
			t.Errorf("node %d was in part 0 %d times of %d", node, count, seeds)
		}
	}
}

// A large graph's parts are padded by at most a tenth.
func TestPaddedEdgesAreFewMore(t *testing.T) {
	graphs := map[string]*Graph{"random": Random(5000, 200_000, 1).Must()}
	for _, name := range []string{"ogbn_yeast", "ogbn_arxiv"} {
		if folder := athand.Find(name); folder != "" {
			graphs[name] = FromOGB(folder).Must()
		}
	}
	for name, g := range graphs {
		for _, parts := range []int{2, 5, 10} {
			p, err := g.Partition(parts, 1)
			if err != nil {
				t.Fatal(err)
			}
			if most := 1.1 * float64(g.NumEdges()) / float64(parts*parts); float64(p.PaddedEdges()) > most {
				t.Errorf("%s, %d parts: %d padded edges, want at most %.0f", name, parts, p.PaddedEdges(), most)
			}
		}
	}
}

func TestPartitionRefuses(t *testing.T) {
	g := Karate().Must()
	for _, parts := range []int{-1, 0, 35} {
		if _, err := g.Partition(parts, 1); err == nil {
			t.Errorf("%d parts of 34 nodes: no error", parts)
		}
	}
}

// The edges inside the parts, counted for all draws at once, are those that one finds one by one.
func TestDrawCounts(t *testing.T) {
	graphs := partitioned(t)
	var hub [][2]int32
	for i := int32(1); i < 3000; i++ {
		hub = append(hub, [2]int32{i, 0})
	}
	graphs["hub"] = New(3000, hub).Must()
	for name, g := range graphs {
		for _, parts := range []int{1, 2, 128, 129} {
			if parts > g.NumNodes {
				continue
			}
			p, err := g.Partition(parts, 1)
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range p.draw([]stream{{1, 1}, {2, 0}, {3, 0}, {4, 0}, {5, 0}}) {
				inside := make([]int, parts)
				for e, target := range g.Target {
					if d.part[target] == d.part[g.Source[e]] {
						inside[d.part[target]]++
					}
				}
				if want := slices.Max(inside); d.largest != want {
					t.Errorf("%s, %d parts, draw %d: %d edges, want %d", name, parts, i, d.largest, want)
				}
			}
		}
	}
}

func TestPartitionIsOneLine(t *testing.T) {
	p, err := Karate().Must().Partition(4, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("karate in 4 parts, each padded to 10 nodes and %d directed edges", p.PaddedEdges())
	if got := fmt.Sprint(p); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	part := p.Part(0)
	if got, want := fmt.Sprint(part), fmt.Sprintf("a part of %d nodes and %d directed edges", part.NumNodes,
		part.NumEdges); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

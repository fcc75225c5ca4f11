package datasets

import (
	"slices"
	"testing"
	"testing/quick"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// Every labelled node is in one split, and no other; the sizes are what was asked for.
func TestSplitAtRandom(t *testing.T) {
	check := func(seed uint64, a, b uint8) bool {
		g := drawn(seed)
		n := g.Labelled()
		train := float64(a) / 255
		valid := (1 - train) * float64(b) / 255
		got := g.Transform().SplitAtRandom(train, valid, seed).Must()
		if got.Validate() != nil || len(got.Train)+len(got.Valid)+len(got.Test) != n {
			return false
		}
		for _, node := range slices.Concat(got.Train, got.Valid, got.Test) {
			if !g.IsLabelled(node) {
				return false
			}
		}
		difference := float64(len(got.Train)) - train*float64(n)
		return difference >= -0.5 && difference <= 0.5 &&
			equal(got, g.Transform().SplitAtRandom(train, valid, seed).Must())
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
	g := Karate().Must()
	first, other := g.Transform().SplitAtRandom(0.6, 0.2, 1).Must(), g.Transform().SplitAtRandom(0.6, 0.2, 2).Must()
	if len(first.Train) != 20 || len(first.Valid) != 7 || len(first.Test) != 7 { // 34 × 0.6 = 20.4, 34 × 0.2 = 6.8
		t.Errorf("%d / %d / %d nodes", len(first.Train), len(first.Valid), len(first.Test))
	}
	if slices.Equal(first.Train, other.Train) || !slices.IsSorted(first.Train) {
		t.Error("another seed gives the same split, or it is not sorted")
	}
	tasks := full().Transform().SplitAtRandom(1, 0, 1).Must() // node 2 has no label
	if !slices.Equal(tasks.Train, []int32{0, 1}) || len(tasks.Valid)+len(tasks.Test) != 0 {
		t.Errorf("tasks: %v, %v, %v", tasks.Train, tasks.Valid, tasks.Test)
	}
}

func TestSplitByClass(t *testing.T) {
	g := Karate().Must().Transform().SplitByClass(4, 3, 7).Must()
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, split := range []struct {
		nodes []int32
		want  []int
	}{{g.Train, []int{4, 4}}, {g.Valid, []int{3, 3}}, {g.Test, []int{10, 10}}} {
		of := make([]int, 2)
		for _, node := range split.nodes {
			of[g.Classes[node]]++
		}
		if !slices.Equal(of, split.want) || !slices.IsSorted(split.nodes) {
			t.Errorf("%v nodes a class, want %v; %v", of, split.want, split.nodes)
		}
	}
	again, other := g.Transform().SplitByClass(4, 3, 7).Must(), g.Transform().SplitByClass(4, 3, 8).Must()
	if !equal(g, again) || slices.Equal(g.Train, other.Train) {
		t.Error("the split does not follow its seed")
	}
	// Class 1 has no node, node 2 no class.
	few := New(3, nil).WithClasses([]int32{0, 2, -1}).Must().Transform().SplitByClass(1, 0, 1).Must()
	if !slices.Equal(few.Train, []int32{0, 1}) || len(few.Valid)+len(few.Test) != 0 {
		t.Errorf("few nodes: %v, %v, %v", few.Train, few.Valid, few.Test)
	}
}

// The splits are those that FromNPZ draws of the same classes.
func TestSplitByClassIsTheNPZ(t *testing.T) {
	path := writeFile(t, "tiny.npz", madeup.Archive(madeup.Benchmark()))
	for seed := range uint64(20) {
		read := FromNPZ(path).WithSplit(1, 1).WithSeed(seed).Must()
		if got := read.Transform().SplitByClass(1, 1, seed).Must(); !equal(got, read) {
			t.Errorf("seed %d: %v, %v, %v; FromNPZ draws %v, %v, %v", seed, got.Train, got.Valid, got.Test, read.Train,
				read.Valid, read.Test)
		}
	}
}

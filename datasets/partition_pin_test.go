package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"testing"
)

// A seed's partitions must never change, as recorded runs go on with them.
func TestPartitionIsPinned(t *testing.T) {
	large := Random(70_000, 300_000, 4).WithEdgeFeatures(1).Must()
	for _, c := range []struct {
		name  string
		graph *Graph
		parts int
		want  string // SHA-256 of what partitionSum writes, first 8 bytes
	}{
		{"karate", Karate().Must(), 3, "770ffb1f2cb2ec4f"},
		{"proteins-like", ProteinsLike(300, 4000, 1).WithTasks(3).Must(), 10, "5acac897649f1164"},
		{"one part", ProteinsLike(300, 4000, 1).WithTasks(3).Must(), 1, "a0e9f4c4937c56c1"},
		{"256 parts", large, 256, "9693fbf07ea221c7"},
		{"257 parts", large, 257, "04c5c0adec9013cd"},
		{"65537 parts", large, 65537, "53040387b749da0a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := partitionSum(t, c.graph, c.parts); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// partitionSum is over the first parts of a few seeds, some of which are drawn more than once.
func partitionSum(t *testing.T, g *Graph, parts int) string {
	sum := sha256.New()
	p, err := g.Partition(parts, 100)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(12) {
		for i := range min(parts, 10) {
			part := p.Part(i)
			fmt.Fprintln(sum, part.NumNodes, part.NumEdges)
			binary.Write(sum, binary.LittleEndian, part.Nodes)
			binary.Write(sum, binary.LittleEndian, part.Source)
			binary.Write(sum, binary.LittleEndian, part.Target)
			binary.Write(sum, binary.LittleEndian, part.EdgeFeatures.Data)
		}
		if p, err = p.Redraw(seed); err != nil {
			t.Fatal(err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

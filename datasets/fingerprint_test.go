package datasets

import (
	"math"
	"testing"
)

func TestFingerprint(t *testing.T) {
	// SHA-256 of the content as written down in fingerprint.go; must never change, as runs on disk hold it.
	const karate = "67281a779e93b043e4e45c4ad062e9c404dde0422aaaf65b694d8b5a428b703e"
	if got := Karate().Must().Fingerprint(); got != karate {
		t.Errorf("karate has fingerprint %s, want %s", got, karate)
	}
	seen := map[string]string{full().Fingerprint(): "full"}
	for name, change := range map[string]func(g *Graph){
		"nodes":           func(g *Graph) { g.NumNodes = 4 },
		"source":          func(g *Graph) { g.Source[0] = 2 },
		"target":          func(g *Graph) { g.Target[2] = 2 },
		"node feature":    func(g *Graph) { g.NodeFeatures.Data[0] = 9 },
		"edge feature":    func(g *Graph) { g.EdgeFeatures.Data[0] = 9 },
		"feature columns": func(g *Graph) { g.EdgeFeatures.Cols = 3 },
		"task":            func(g *Graph) { g.Tasks.Data[0] = 1 },
		"class":           func(g *Graph) { g.Classes = []int32{0, 0, 0} },
		"classes":         func(g *Graph) { g.NumClasses = 1 },
		"train to valid":  func(g *Graph) { g.Train, g.Valid = nil, []int32{2, 1} },
		"test":            func(g *Graph) { g.Test = nil },
		"species":         func(g *Graph) { g.Species[0] = 5 },
	} {
		g := full()
		change(g)
		if other, known := seen[g.Fingerprint()]; known {
			t.Errorf("%s: same fingerprint as %s", name, other)
		}
		seen[g.Fingerprint()] = name
	}
	g := full()
	g.Name = "other"
	g.Tasks.Data[2] = math.Float32frombits(0x7fc00001) // another NaN
	if g.Fingerprint() != full().Fingerprint() {
		t.Error("the name or the kind of NaN changes the fingerprint")
	}
}

package main

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func TestTurns(t *testing.T) {
	g, err := datasets.Random(8, 16, 1).WithNodeFeatures(2).WithClasses(2).Done()
	if err != nil {
		t.Fatal(err)
	}
	network := func(channels int) builder {
		return revgnn.Residual(conv.GCN()).WithDepth(1).WithChannels(channels).For(g)
	}
	programs, err := compile(1, g, network(2), network(3))
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(programs)
	times, err := steps(1, []turn{{programs[0], 1}, {programs[1], 3}})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range programs {
		if want := i + 2; p.Memory().Channels != want {
			t.Errorf("program %d has %d channels, want %d", i, p.Memory().Channels, want)
		}
		if p.compileSeconds <= 0 || times[i] <= 0 {
			t.Errorf("program %d compiled in %g s, a step took %g s", i, p.compileSeconds, times[i])
		}
	}
	if _, err := compile(1, g, network(0)); err == nil {
		t.Error("no error for a network that cannot be built")
	}
}

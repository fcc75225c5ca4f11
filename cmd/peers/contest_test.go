package main

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn"
)

func TestTurns(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  float64
		want   int
		counts bool
	}{
		{"quick", 0.01, mostTurns, false}, {"usual", 5, 3, false}, {"long", 20, leastTurns, false},
		{"slow", 90, turnsOfSlow, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n, counts := turns(c.first); n != c.want || counts != c.counts {
				t.Errorf("%d turns, the first counts: %t", n, counts)
			}
		})
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		name string
		of   []float64
		want float64
	}{{"none", nil, 0}, {"odd", []float64{5, 1, 2}, 2}, {"even", []float64{4, 1, 9, 2}, 3}} {
		t.Run(c.name, func(t *testing.T) {
			if got := median(c.of); got != c.want {
				t.Errorf("got %g, want %g", got, c.want)
			}
		})
	}
}

func TestAgree(t *testing.T) {
	want := []float64{0.7, 0.6}
	for _, c := range []struct {
		name string
		got  []float64
		want bool
	}{
		{"rounding", []float64{0.70001, 0.6}, true}, {"another gradient", []float64{0.7, 0.61}, false},
		{"no number", []float64{0.7, math.NaN()}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if agree(c.got, want) != c.want {
				t.Errorf("%v and %v", c.got, want)
			}
		})
	}
}

// A process takes steps of a small network; its losses fall, and it says what it holds.
func TestOurs(t *testing.T) {
	folder := t.TempDir()
	g, err := smallClasses()
	if err != nil {
		t.Fatal(err)
	}
	if err := handOver(g, folder); err != nil {
		t.Fatal(err)
	}
	w := work{program: "reversible", settings: settings{"gcn", 2, 16, 0}, mode: revgnn.Invert}
	p, err := startOurs(t.Context(), w, w.mode, w.settings, folder)
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	list, err := losses(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !(list[0] > list[1] && list[1] > list[2] && list[2] > 0) {
		t.Errorf("losses %v", list)
	}
	a, err := p.step(t.Context())
	if err != nil || a.Seconds <= 0 || a.Held <= 0 {
		t.Errorf("%+v, error %v", a, err)
	}
	// 16 channels in 2 groups, 2 layers: two norms and a linear map of 8 each, and the ends.
	if want := int64(128*16+16) + 2*2*(8+8+8*8+8) + 16 + 16 + 16*40 + 40; p.greeting.Parameters != want {
		t.Errorf("%d parameters, want %d", p.greeting.Parameters, want)
	}
	if _, err := os.Stat(weightsIn(folder)); err != nil {
		t.Error(err)
	}
}

// What ends a process without an answer becomes one line, and a stopped measurement is no fault of it.
func TestFaults(t *testing.T) {
	text := `{"program": "ghost"}`
	_, err := start(t.Context(), "Kilolayer", []string{taskVariable + "=" + text}, os.Args[0])
	if err == nil || err.Error() != `Kilolayer: peers: no program "ghost"` {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = start(ctx, "Kilolayer", nil, os.Args[0]); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}

func TestReach(t *testing.T) {
	r := reached{bandwidth: 1e9, rows: []row{{name: "Kilolayer", seconds: 0.1}, {name: "P", missing: "gone"}}}
	r.least, r.gathered = moved(100, 1000, 64)
	if r.least != 12*1000+2*100*256 || r.gathered != 12*1000+100*256+1000*256 {
		t.Errorf("%d and %d bytes", r.least, r.gathered)
	}
	r.least, r.gathered = 10e6, 50e6
	if got := r.String(); !strings.HasSuffix(got, "that is: Kilolayer 10% and 50%.") {
		t.Errorf("got %q", got)
	}
}

func TestHandOver(t *testing.T) {
	g, err := proteins(0, 0).small()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "data")
	if err := handOver(g, folder); err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string]int{"source": 4 * 2000, "edge_features": 4 * 8 * 2000, "tasks": 4 * 112 * 200,
		"classes": 0, "node_features": 0} {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || len(content) != bytes {
			t.Errorf("%s has %d bytes, want %d: %v", name, len(content), bytes, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "widths.json"))
	const want = `{"nodes":200,"node_features":0,"edge_features":8,"classes":0,"tasks":112}`
	if err != nil || string(text) != want {
		t.Errorf("got %s, error %v", text, err)
	}
}

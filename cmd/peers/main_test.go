package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain lets this program be a process of its own, as main does.
func TestMain(m *testing.M) {
	if text := os.Getenv(taskVariable); text != "" {
		os.Exit(status(serveTask(text, os.Stdin, os.Stdout)))
	}
	os.Exit(m.Run())
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
		err        string
	}{
		{"all", "", len(works), ""},
		{"some", "equilibrium", 2, ""},
		{"none", "RevGIN", 0, `peers: no work's name holds "RevGIN"; -list shows the names`},
	} {
		t.Run(c.name, func(t *testing.T) {
			chosen, err := choose(c.text)
			if len(chosen) != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Errorf("%d works, error %v", len(chosen), err)
			}
		})
	}
}

// Every work has a program of ours, a name of its own, and for each rival a reason or a way.
func TestWorks(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range slices.Concat(works, worksOnGPU) {
		if seen[w.name] {
			t.Errorf("two works are called %q", w.name)
		}
		seen[w.name] = true
		if programs[w.program] == nil {
			t.Errorf("%s: no program %q", w.name, w.program)
		}
		if _, err := os.Stat("python/" + w.program + ".py"); err != nil {
			t.Errorf("%s: %v", w.name, err)
		}
		titles := map[string]bool{}
		for _, r := range w.rivals {
			if titles[w.title(r)] {
				t.Errorf("%s: two rivals are called %q", w.name, w.title(r))
			}
			titles[w.title(r)] = true
		}
	}
}

// Three works: ours is better in the first, another in time in the second, and the third has no figures of others.
var three = []measured{
	{work: work{name: "A"}, graph: "a graph", rows: []row{
		{name: "Kilolayer", steps: 4, seconds: 0.02, first: answer{Held: 4e6}, resident: 5e6},
		{name: "plain", ours: true, steps: 3, seconds: 0.016, first: answer{Held: 9e6}, resident: 9e6},
		{name: "P, jemalloc", versions: "P 1", steps: 3, seconds: 0.5, first: answer{Held: 8e7}, resident: 9e7},
		{name: "P, glibc", missing: "it takes too long"},
		{name: "Q, jemalloc", versions: "P 1", steps: 3, seconds: 0.3, first: answer{Held: 9e7}, resident: 9e7}}},
	{work: work{name: "B"}, graph: "a graph", note: "A note.", rows: []row{
		{name: "Kilolayer", steps: 4, seconds: 0.6, first: answer{Held: 4e6, Forward: 9, Backward: 8, Converged: true}},
		{name: "P, jemalloc", versions: "P 1", steps: 3, seconds: 0.5, first: answer{Held: 8e7, Forward: 100,
			Backward: 100}}}},
	{work: work{name: "C"}, graph: "a graph", rows: []row{{name: "Kilolayer", steps: 1, seconds: 1},
		{name: "P, jemalloc", missing: "no jemalloc on this machine"}}},
}

func TestFigures(t *testing.T) {
	text, err := json.Marshal(figures(three))
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	const want = "map[ours:0.02 peer:0.5 peer_name:P, jemalloc unit:s what:time work:A]"
	if len(list) != 12 || fmt.Sprint(list[3]) != want {
		t.Errorf("%d figures, the fourth %v", len(list), list[3])
	}
	if list[4]["what"] != "memory" || list[4]["ours"] != 4e6 || list[5]["work"] != "A, resident" {
		t.Errorf("memory is %v and %v", list[4], list[5])
	}
}

func TestPage(t *testing.T) {
	text := page(three, time.Minute)
	for _, want := range []string{
		"| A | 20 ms, 4 MB | Q, jemalloc: 0.3 s | 1/15 | P, jemalloc: 80 MB | 1/20 |",
		"| B | 0.6 s, 4 MB | P, jemalloc: 0.5 s | 1.2 times | P, jemalloc: 80 MB | 1/20 |",
		"Another is better in: B (time, P, jemalloc).",
		"| A | 20 ms, 4 MB | 16 ms, 9 MB | 1.25 |",
		"P, glibc: not measured, it takes too long.",
		"| P, jemalloc | 0.5 s | 80 MB | 0 B | 3 | 100 / 100, not converged |",
		"A note.", "P 1. Measured in 1 min 00 s.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "| C | 1 s") {
		t.Error("a work without figures of others stands in the comparison")
	}
	if got := wins(three[:1]); got != "Another is better in: none of these." {
		t.Errorf("got %q", got)
	}
}

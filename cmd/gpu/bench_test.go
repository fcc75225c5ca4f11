package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestBenchRefuses reads the one line of a machine without a GPU.
func TestBenchRefuses(t *testing.T) {
	t.Setenv("CUDA_VISIBLE_DEVICES", "-1")
	err := bench(context.Background(), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "not on a GPU") || strings.Contains(err.Error(), "\n") {
		t.Error(err)
	}
}

func TestCompareLosses(t *testing.T) {
	all := func(last float64) map[string][]float64 {
		made := map[string][]float64{}
		for _, o := range operators {
			made[fmt.Sprint(o)] = []float64{1, last}
		}
		return made
	}
	for _, c := range []struct {
		name        string
		here, there map[string][]float64
		err         string
	}{
		{"equal", all(2), all(2), ""},
		{"near", all(2), all(2 + 1e-6), ""},
		{"apart", all(2), all(2.1), "differ by 0.048"},
		{"none", all(2), nil, "and 0 on the pure-Go backend"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := compareLosses(c.here, c.there)
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Error(err)
			}
		})
	}
}

func TestParseLive(t *testing.T) {
	const lines = "12, 100\n123, 512\n124, [N/A]\n"
	for process, want := range map[int]int64{123: 512 << 20, 124: 0, 1: 0} {
		if got := parseLive(lines, process); got != want {
			t.Errorf("process %d has %d, want %d", process, got, want)
		}
	}
}

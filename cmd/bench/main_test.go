package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "build", "bench.json")
	var f figures
	f.add("rev/temp_bytes/7", 41503232, "B")
	if err := f.write(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0]["name"] != "rev/temp_bytes/7" || got[0]["value"] != 41503232.0 || got[0]["unit"] != "B" {
		t.Errorf("wrote %s", text)
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		only, want, err string
	}{
		{only: "", want: "depth families cora table views parse tables cut idle devices resident sweep detached paper"},
		{only: "cora", want: "cora"},
		{only: "speed",
			err: `bench: no part "speed"; use one of depth, families, cora, table, views, parse, tables, cut, idle, ` +
				`devices, resident, sweep, detached, paper`},
	} {
		chosen, err := choose(c.only)
		var names []string
		for _, p := range chosen {
			names = append(names, p.name)
		}
		message := ""
		if err != nil {
			message = err.Error()
		}
		if got := strings.Join(names, " "); got != c.want || message != c.err {
			t.Errorf("%q gives %q, error %v", c.only, got, err)
		}
	}
}

func TestGrowth(t *testing.T) {
	var f figures
	f.growth("residual", []int{7, 28, 112}, []float64{1000, 3100, 11500})
	f.compileTimes("residual", []int{7, 112}, []float64{2, 3})
	want := figures{
		{"families/temp_bytes/residual/7", 1000, "B"},
		{"families/temp_bytes/residual/28", 3100, "B"},
		{"families/temp_bytes/residual/112", 11500, "B"},
		{"families/temp_bytes/residual/slope_bytes_a_layer", 100, "B"},
		{"families/temp_bytes/residual/112_over_7", 11.5, "ratio"},
		{"families/compile_s/residual/7", 2, "s"},
		{"families/compile_s/residual/112", 3, "s"},
		{"families/compile_s/residual/112_over_7", 1.5, "ratio"},
	}
	if !slices.Equal(f, want) {
		t.Errorf("got %v, want %v", f, want)
	}
}

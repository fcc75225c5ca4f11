package notebooks

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme runs the cells of the README's way to a first graph of one's own, on tables like those that it shows.
func TestReadme(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: notebooks not run")
	}
	content, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, way, found := strings.Cut(string(content), "## First cells\n")
	way, rest, ended := strings.Cut(way, "`notebooks/your_own_graph.ipynb`")
	if !found || !ended || rest == "" {
		t.Fatal("README.md: no First cells before your_own_graph.ipynb")
	}
	folder := t.TempDir()
	writeTables(t, folder, way)
	cells := []string{fmt.Sprintf("!cp %s/nodes.csv %[1]s/edges.csv .", folder)}
	for _, block := range goBlock.FindAllStringSubmatch(way, -1) {
		// 1001 layers take half a minute.
		cells = append(cells, strings.Replace(block[1], "WithDepth(1001)", "WithDepth(7)", 1))
	}
	if len(cells) != 6 {
		t.Fatalf("%d cells", len(cells)-1)
	}
	notebook := filepath.Join(folder, "readme.ipynb")
	writeNotebook(t, notebook, cells)
	out := t.TempDir()
	if text, err := execute(t, "--out", out, notebook); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, name := range []string{"mine.graph", "runs/mine/run.json", "predictions.csv"} {
		if _, err := os.Stat(filepath.Join(out, "run", "readme", name)); err != nil {
			t.Error(err)
		}
	}
}

// writeTables writes two teams of 20 who meet within the team, under the headers that the README shows.
func writeTables(t *testing.T, folder, readme string) {
	t.Helper()
	nodes, edges := "id,posts,years,team\n", "source,target\n"
	for _, header := range []string{nodes, edges} {
		if !strings.Contains(readme, "```csv\n"+header) {
			t.Fatalf("README.md shows no table with the columns %s", header)
		}
	}
	const members = 40
	for i := range members {
		team := []string{"red", "blue"}[i%2]
		if i%10 == 9 {
			team = "" // not known
		}
		nodes += fmt.Sprintf("m%d,%d,%.1f,%s\n", i, 30+i%7, float64(i%5)/2, team)
		for _, step := range []int{2, 4} { // the own team is every other one
			edges += fmt.Sprintf("m%d,m%d\n", i, (i+step)%members)
		}
	}
	edges += "m0,m1\n" // so that both teams are in the largest component
	for name, text := range map[string]string{"nodes.csv": nodes, "edges.csv": edges} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func writeNotebook(t *testing.T, path string, cells []string) {
	t.Helper()
	type code struct {
		ID       string         `json:"id"`
		Type     string         `json:"cell_type"`
		Source   string         `json:"source"`
		Metadata map[string]any `json:"metadata"`
		Outputs  []any          `json:"outputs"`
		Count    *int           `json:"execution_count"`
	}
	list := []code{}
	for i, c := range cells {
		list = append(list, code{ID: fmt.Sprintf("cell-%d", i), Type: "code", Source: c,
			Metadata: map[string]any{}, Outputs: []any{}})
	}
	content, err := json.Marshal(map[string]any{
		"cells": list, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 5,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

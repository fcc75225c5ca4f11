package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// tablesOf sets the figures in Markdown: the presets beside the CPU and the paper, then the small networks.
func tablesOf(found figures, programs []program) string {
	return presetTable(found, programs).Markdown() + "\n" + predictionTable(found, programs).Markdown() + "\n" +
		smallTable(found, programs).Markdown()
}

// presetTable has the training steps of the presets.
func presetTable(found figures, programs []program) table.Table {
	t := table.Table{Columns: []string{"training step"}}
	for _, gpu := range generations {
		t.Columns = append(t.Columns, short(gpu)+": activations", "all parts")
	}
	t.Columns = append(t.Columns, "CPU: activations", "all parts", "the paper's code")
	published := map[string]float64{}
	for _, p := range paper.Presets() {
		published[p.Name] = p.Published.GB
	}
	for _, p := range programs {
		if p.here == nil {
			continue
		}
		row := []string{p.name}
		for _, name := range append(names(), cpu) {
			row = append(row, cells(found, name, p.name)...)
		}
		gb := published[strings.TrimSuffix(p.name, onePart)]
		if gb > 0 {
			row = append(row, fmt.Sprintf("%.2f GB", gb))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// predictionTable has what the presets' evaluations compute at once.
func predictionTable(found figures, programs []program) table.Table {
	t := table.Table{Columns: []string{"evaluation of one part"}}
	for _, gpu := range generations {
		t.Columns = append(t.Columns, short(gpu)+": activations", "all parts")
	}
	for _, p := range programs {
		if preset, is := strings.CutSuffix(p.name, ", evaluated"); is {
			row := []string{preset}
			for _, name := range names() {
				row = append(row, cells(found, name, p.name)...)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// smallTable counts the small programs of each family that compile, among those that were looked at.
func smallTable(found figures, programs []program) table.Table {
	t := table.Table{Columns: []string{"small networks: family, mode, numbers"}}
	for _, gpu := range generations {
		t.Columns = append(t.Columns, short(gpu)+": operators that compile")
	}
	type count struct{ compiled, of int }
	var rows []string
	counts := map[string][]count{}
	for _, p := range programs {
		family, mode, is := smallName(p.name)
		if !is {
			continue
		}
		row := family + ", " + mode
		for i, gpu := range generations {
			f, is := found.of(gpu.Name, p.name)
			if !is {
				continue
			}
			if counts[row] == nil {
				rows, counts[row] = append(rows, row), make([]count, len(generations))
			}
			counts[row][i].of++
			if f.fault == "" {
				counts[row][i].compiled++
			}
		}
	}
	for _, row := range rows {
		line := []string{row}
		for _, c := range counts[row] {
			line = append(line, fmt.Sprintf("%d of %d", c.compiled, c.of))
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// smallName splits the name of a small program, which has the operator in its middle; is tells whether it is one.
func smallName(name string) (family, mode string, is bool) {
	for _, o := range operators {
		family, rest, found := strings.Cut(name, ", "+fmt.Sprint(o)+", ")
		if found {
			return family, rest, true
		}
	}
	return "", "", false
}

// cells are the activations and all parts of a program on a device.
func cells(found figures, device, program string) []string {
	f, is := found.of(device, program)
	switch {
	case !is:
		return []string{"", ""}
	case f.fault != "":
		return []string{"does not compile", ""}
	}
	return []string{units.Bytes(f.activations), units.Bytes(f.total)}
}

// The lines of a document between which a check puts its tables.
const begins, ends = "<!-- gpu check begins -->\n", "<!-- gpu check ends -->\n"

// intoDocument puts tables into a document.
func intoDocument(path, tables string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, found := strings.Cut(string(content), begins)
	_, tail, closed := strings.Cut(rest, ends)
	if !found || !closed {
		return fmt.Errorf("gpu: %s lacks the lines %q and %q, between which the tables stand; put them back", path,
			strings.TrimSpace(begins), strings.TrimSpace(ends))
	}
	return os.WriteFile(path, []byte(head+begins+tables+ends+tail), 0o644)
}

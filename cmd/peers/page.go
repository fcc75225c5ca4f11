package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

const pageHead = "# Beside PyTorch Geometric and torchdeq\n\n" +
	"`make peers` measures this. " + `Kilolayer takes turns with each of the others on the same data and from the same
starting weights, each in a process of its own. Before that, both take three steps on a small graph without dropout:
their losses agree to a thousandth, so the work is the same.

A step is forward, loss, backward and Adam, in float32; its time is the median of several. Held is what a step needs: of
ours the activations of the compiled program and a solver's history, of the others the most that torch's allocator held
over what it held before. Resident is the most resident memory that the process had since it was ready, over what it had
then. jemalloc and glibc name the memory allocator that a Python process runs with; Kilolayer runs with glibc's.
`

// page is all that was measured, in Markdown.
func page(done []measured, elapsed time.Duration) string {
	var b strings.Builder
	b.WriteString(pageHead)
	fmt.Fprintf(&b, "\n%s; %s. Measured in %s.\n", machine(), versions(done), units.Duration(elapsed))
	b.WriteString("\n## In short\n\n" + short(done).Markdown() + "\n" + wins(done) + "\n")
	if t := overPlain(done); t.Rows != nil {
		b.WriteString("\nThe reversible step beside plain automatic differentiation, both ours:\n\n" + t.Markdown())
	}
	for _, m := range done {
		b.WriteString("\n## " + m.work.name + "\n\n" + strings.ToUpper(m.graph[:1]) + m.graph[1:] + ".\n\n" +
			whole(m).Markdown())
		for _, r := range m.rows {
			if r.missing != "" {
				b.WriteString("\n" + r.name + ": not measured, " + r.missing + ".\n")
			}
		}
		if m.note != "" {
			b.WriteString("\n" + m.note + "\n")
		}
	}
	return b.String()
}

// machine is the processor and its cores.
func machine() string {
	model := runtime.GOARCH
	content, _ := os.ReadFile("/proc/cpuinfo") // elsewhere the architecture has to do
	for line := range strings.Lines(string(content)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%d cores of %s", runtime.NumCPU(), model)
}

// versions are those of the libraries that were measured.
func versions(done []measured) string {
	var list []string
	for _, m := range done {
		for _, r := range m.rows {
			for version := range strings.SplitSeq(r.versions, ", ") {
				if version != "" && !slices.Contains(list, version) {
					list = append(list, version)
				}
			}
		}
	}
	return strings.Join(list, ", ")
}

// least is the rival whose figure is the least; nil where none was measured.
func least(m measured, figure func(row) float64) *row {
	var best *row
	for i, r := range m.rows[1:] {
		if r.missing == "" && !r.ours && (best == nil || figure(r) < figure(*best)) {
			best = &m.rows[1+i]
		}
	}
	return best
}

func timeOf(r row) float64 { return r.seconds }
func heldBy(r row) float64 { return float64(r.first.Held) }

// short is a line a work: ours beside the best of the others, which for time and for memory may be two.
func short(done []measured) table.Table {
	t := table.Table{Columns: []string{"work", "Kilolayer", "fastest other", "time", "leanest other", "memory"}}
	for _, m := range done {
		ours, fastest, leanest := m.rows[0], least(m, timeOf), least(m, heldBy)
		if fastest == nil {
			continue
		}
		t.Rows = append(t.Rows, []string{m.work.name, seconds(ours.seconds) + ", " + units.Bytes(ours.first.Held),
			fastest.name + ": " + seconds(fastest.seconds), ratio(timeOf(ours), timeOf(*fastest)),
			leanest.name + ": " + units.Bytes(leanest.first.Held), ratio(heldBy(ours), heldBy(*leanest))})
	}
	return t
}

// ratio is ours over theirs, in words that need no second look.
func ratio(ours, theirs float64) string {
	if ours <= theirs {
		return "1/" + units.Digits(theirs/max(ours, 1e-12), 2)
	}
	return units.Digits(ours/max(theirs, 1e-12), 2) + " times"
}

// wins says where another is better than ours.
func wins(done []measured) string {
	var list []string
	for _, m := range done {
		for _, c := range []struct {
			what   string
			figure func(row) float64
		}{{"time", timeOf}, {"memory", heldBy}} {
			if best := least(m, c.figure); best != nil && c.figure(*best) < c.figure(m.rows[0]) {
				list = append(list, fmt.Sprintf("%s (%s, %s)", m.work.name, c.what, best.name))
			}
		}
	}
	return "Another is better in: " + cmp.Or(strings.Join(list, "; "), "none of these") + "."
}

// overPlain compares our own two ways to the gradient.
func overPlain(done []measured) table.Table {
	t := table.Table{Columns: []string{"work", "reversible", "plain", "time"}}
	for _, m := range done {
		for _, r := range m.rows[1:] {
			if r.ours && r.missing == "" {
				ours := m.rows[0]
				t.Rows = append(t.Rows, []string{m.work.name,
					seconds(ours.seconds) + ", " + units.Bytes(ours.first.Held),
					seconds(r.seconds) + ", " + units.Bytes(r.first.Held), units.Digits(ours.seconds/r.seconds, 3)})
			}
		}
	}
	return t
}

// whole is all that is known of a work.
func whole(m measured) table.Table {
	t := table.Table{Columns: []string{"", "step", "held", "resident", "steps"}}
	solves := m.rows[0].first.Forward > 0
	if solves {
		t.Columns = append(t.Columns, "evaluations of the first step")
	}
	for _, r := range m.rows {
		if r.missing != "" {
			continue
		}
		cells := []string{r.name, seconds(r.seconds), units.Bytes(r.first.Held), units.Bytes(r.resident),
			fmt.Sprint(r.steps)}
		if solves {
			cells = append(cells, r.evaluations())
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

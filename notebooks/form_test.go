package notebooks

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	takes    = regexp.MustCompile(`Takes about (?:an?|half an?|\d+) (?:second|minute|hour)`)
	solution = regexp.MustCompile("(?s)<details><summary>[^<]+</summary>\n\n(.*?)</details>")
	goBlock  = regexp.MustCompile("(?s)```go\n(.*?)\n```\n")
	hidden   = regexp.MustCompile(`(?m)^\s*(?:var )?graph(?:, \w+)* :?= `)
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// departures says where a notebook leaves the form that all of them have, one line each: title and time, a sentence
// before each code cell and a remark after, an exercise with a folded solution, links on. folder is where its links
// start.
func departures(content []byte, folder string) (found []string) {
	var nb struct{ Cells []cell }
	if err := json.Unmarshal(content, &nb); err != nil {
		return []string{err.Error()}
	}
	fault := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if len(nb.Cells) == 0 || !strings.HasPrefix(string(nb.Cells[0].Source), "# ") {
		fault("does not start with a title")
	} else if !takes.MatchString(string(nb.Cells[0].Source)) {
		fault("its first cell does not say how long it takes: %q", takes)
	}
	code, exercise, imported := 0, false, false
	for i, c := range nb.Cells {
		text := string(c.Source)
		if c.Type != "code" {
			exercise = exercise || goBlock.MatchString(strings.Join(solution.FindStringSubmatch(text), ""))
			for _, m := range link.FindAllStringSubmatch(text, -1) {
				if target, _, _ := strings.Cut(m[1], "#"); target != "" && !strings.Contains(target, "://") {
					if _, err := os.Stat(filepath.Join(folder, target)); err != nil {
						fault("cell %d links to %s, which is not there", i+1, m[1])
					}
				}
			}
			continue
		}
		code++
		// A variable of the package's name hides it.
		if imported = imported || strings.Contains(text, `gomlx/core/graph"`); imported && hidden.MatchString(text) {
			fault("cell %d has a variable graph, and the notebook imports GoMLX's package graph", i+1)
		}
		if i == 0 || nb.Cells[i-1].Type != "markdown" {
			fault("cell %d has no text before it", i+1)
		}
		// What the set-up shows needs no remark.
		if i == len(nb.Cells)-1 || nb.Cells[i+1].Type != "markdown" || code > 1 &&
			strings.HasPrefix(string(nb.Cells[i+1].Source), "#") {
			fault("cell %d has no remark after it", i+1)
		}
	}
	if !exercise {
		fault("has no exercise with a folded solution: " +
			"<details><summary>A solution</summary>, an empty line, and a block of go")
	}
	if last := len(nb.Cells) - 1; last < 0 || nb.Cells[last].Type != "markdown" ||
		!strings.Contains(string(nb.Cells[last].Source), ".ipynb)") {
		fault("its last cell has no link to another notebook")
	}
	return found
}

func TestForm(t *testing.T) {
	files, err := filepath.Glob("*.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "testdata/smoke.ipynb") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range departures(content, filepath.Dir(file)) {
			t.Errorf("%s: %s", file, d)
		}
	}
}

func TestDepartures(t *testing.T) {
	sound, err := os.ReadFile("testdata/smoke.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new, want string }{
		{"no title", "# Smoke", "Smoke", "title"},
		{"no time", "Takes about", "Needs about", "how long it takes"},
		{"no text before", `"id": "t-import"`, `"id": "x", "cell_type": "raw"`, "cell 4 has no text before it"},
		{"no text after", `"id": "t-spread"`, `"id": "x", "cell_type": "raw"`, "cell 4 has no remark after it"},
		{"a heading after", "A figure with a spread.", "## A figure with a spread.", "cell 4 has no remark after it"},
		{"a package hidden", `fmt.Println(\"figure: half = 0.501 ± 0.01\")`, `graph := 1 // \"gomlx/core/graph\"`,
			"cell 6 has a variable graph"},
		{"no solution", "<details>", "", "no exercise"},
		{"a solution without code", "```go", "```text", "no exercise"},
		{"a solution that ends nowhere", "</details>", "", "no exercise"},
		{"no links on", "(../quickstart.ipynb)", "(https://go.dev)", "its last cell has no link"},
		{"a link to nowhere", "../quickstart.ipynb", "quickstart.ipynb",
			"links to quickstart.ipynb, which is not there"},
		{"cut short", `"nbformat": 4`, `"nbformat"`, "invalid character"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(string(sound), test.old, test.new, 1)
			if changed == string(sound) {
				t.Fatalf("smoke.ipynb does not hold %q", test.old)
			}
			found := strings.Join(departures([]byte(changed), "testdata"), "\n")
			if !strings.Contains(found, test.want) {
				t.Errorf("got %q; want a line with %q", found, test.want)
			}
		})
	}
}

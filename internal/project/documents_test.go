package project

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// named are files and folders that a document names in backquotes: with a folder, or a file of the root.
var named = regexp.MustCompile("`((?:\\.?/?[\\w.-]+/)*[\\w-]+\\.(?:go|md|ipynb|txt|py|json)|" +
	"(?:cell|cmd|datasets|docs|internal|notebooks|revgnn|scripts|table|viz)/[\\w./-]+|Dockerfile|Makefile)`")

// madeByRuns are files that documents name and that no checkout holds: results, and names that stand for others.
var madeByRuns = regexp.MustCompile(`^build/|NAME|\*`)

// lacking gives the files that a text names and that are not there, and how many it names.
func lacking(text string) (missing []string, count int) {
	for _, match := range named.FindAllStringSubmatch(text, -1) {
		name := match[1]
		if madeByRuns.MatchString(name) || !strings.Contains(name, "/") &&
			!regexp.MustCompile(`^[A-Z]`).MatchString(name) {
			continue
		}
		count++
		if _, err := os.Stat("../../" + name); err != nil {
			missing = append(missing, name)
		}
	}
	return missing, count
}

func TestNamedFiles(t *testing.T) {
	for file, least := range map[string]int{"CONTRIBUTING.md": 20, "README.md": 8, "CHANGELOG.md": 0,
		"docs/front-ends.md": 1, "docs/gpu.md": 0, "docs/measured.md": 0, "docs/serving.md": 0, "docs/tracking.md": 0,
		"docs/long-runs.md": 0} {
		content, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Error(err)
			continue
		}
		missing, count := lacking(string(content))
		for _, name := range missing {
			t.Errorf("%s names %s, which is not there", file, name)
		}
		if count < least {
			t.Errorf("%s names %d files; the test looks for too few", file, count)
		}
	}
}

// The targets of make that documents name are there as well.
func TestNamedTargets(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"CONTRIBUTING.md", "README.md", "docs/front-ends.md", "docs/gpu.md",
		"docs/measured.md"} {
		content, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, match := range regexp.MustCompile("`make ([a-z-]+)").FindAllStringSubmatch(string(content), -1) {
			if !strings.Contains(string(makefile), "\n"+match[1]+":") {
				t.Errorf("%s names make %s, which is not there", file, match[1])
			}
		}
	}
}

func TestLacking(t *testing.T) {
	missing, count := lacking("`internal/chart/draw.js`, `revgnn/conv/gin.go`, `revgnn/conv/ghost.go`, " +
		"`scripts/setup`, `build/bench.json`, `revgnn/NAME.go`, `run.json`")
	if count != 4 || len(missing) != 1 || missing[0] != "revgnn/conv/ghost.go" {
		t.Errorf("%d named, missing %q", count, missing)
	}
}

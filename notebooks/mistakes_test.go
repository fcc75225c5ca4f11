package notebooks

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMistakes runs what readers do wrong on a real kernel: each cell says in one line what is wrong, or simply goes
// on.
func TestMistakes(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: notebooks not run")
	}
	out := t.TempDir()
	if text, err := execute(t, "--go-on", "--out", out, "testdata/mistakes.ipynb"); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	content, err := os.ReadFile(filepath.Join(out, "mistakes.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	var nb struct{ Cells []cell }
	if err := json.Unmarshal(content, &nb); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"`undefined: ", "`expected declaration, found`", "has its first value",
		"`cannot use … as *datasets.Graph`"} {
		if !strings.Contains(string(readme), word) {
			t.Errorf("the README does not explain %s", word)
		}
	}
	code := []string{}
	for _, c := range nb.Cells {
		if c.Type == "code" {
			text := ""
			for _, o := range c.Outputs {
				text += string(o.Text) + string(o.Data["text/html"])
			}
			code = append(code, text)
		}
	}
	for i, want := range []struct{ name, like string }{
		// It goes on as with the set-up: the kernel allows no download, for which GoNB would look otherwise.
		{"without the set-up",
			`^run: there is no directory runs/club in .*; give one that a training run wrote\nexit status 1\n$`},
		{"an import without the set-up", `^34\n$`},
		{"the set-up", `^(building .*\nbuilt .*\n)?$`},
		// The compiler's own words, which the README explains.
		{"out of order", `undefined: train`},
		{"without %%", `expected declaration, found `},
		{"a variable", `^node $`},
		{"a variable of another cell", `undefined: nodes`},
		{"without Must", `cannot use datasets\.Karate\(\) .*Own.* as .*Graph`},
		{"a variable above %%", `^changed$`},
		{"what another cell left in it", `^karate$`},
		{"a directory that is missing",
			`^run: there is no directory runs/nowhere in .*; give one that a training run wrote\nexit status 1\n$`},
		{"interrupted", `^revgnn: training was interrupted at step [345] of 6; the same call goes on from there\n$`},
		{"the same cell again", `^trained\n$`},
		{"no network", `(?m)datasets: \S+: .*connection refused, after 2 tries; check the network and run again$`},
	} {
		if i >= len(code) {
			t.Fatalf("%d cells", len(code))
		}
		if !regexp.MustCompile(want.like).MatchString(code[i]) || strings.Contains(code[i], "goroutine ") {
			t.Errorf("%s: %q is not like %s", want.name, code[i], want.like)
		}
	}
}

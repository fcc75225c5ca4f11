// Package notebooks checks the tutorials: what is saved in them, and that they run on the kernel of .venv and show
// their charts in a browser.
package notebooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
)

// setUp is how the first code cell of every notebook starts.
const setUp = "!*kilolayer-cells\n%noautoget\n"

// maxBytes is the largest saved notebook; GitHub shows no larger one quickly.
const maxBytes = 1_000_000

// quick names the notebooks that every test run executes.
var quick = []string{"quickstart"}

type cell struct {
	Type    string   `json:"cell_type"`
	Count   *int     `json:"execution_count"`
	Source  lines    `json:"source"`
	Outputs []output `json:"outputs"`
}

type output struct {
	Type string           `json:"output_type"`
	Name string           `json:"name"`
	Text lines            `json:"text"`
	Data map[string]lines `json:"data"`
}

// lines is a text that a notebook may store as one string or as a list of lines.
type lines string

func (l *lines) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*l = lines(one)
		return nil
	}
	*l = lines(b) // a MIME type of JSON
	return nil
}

var (
	blob        = regexp.MustCompile(`[A-Za-z0-9+/=\\n]{200,}`) // a picture or a library in base64
	machinePath = regexp.MustCompile(`(?:/home/|/root/|/tmp/|/Users/|/var/folders/|file://)[^\s"'<]*`)
)

// faults says what is wrong with a saved notebook, one line each.
func faults(content []byte) []string {
	var found []string
	fault := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if len(content) >= maxBytes {
		fault("%d bytes; the limit is %d", len(content), maxBytes)
	}
	if path := machinePath.Find(blob.ReplaceAll(content, nil)); path != nil {
		fault("holds a path of one machine: %s", path)
	}
	var nb struct {
		Cells    []cell
		Metadata struct {
			Kernelspec struct{ Name string }
		}
	}
	if err := json.Unmarshal(content, &nb); err != nil {
		return append(found, err.Error())
	}
	if nb.Metadata.Kernelspec.Name != "gonb" {
		fault("kernel %q; want gonb", nb.Metadata.Kernelspec.Name)
	}
	code, outputs := 0, 0
	for i, c := range nb.Cells {
		if c.Type != "code" {
			continue
		}
		code++
		if code == 1 && !strings.HasPrefix(string(c.Source)+"\n", setUp) {
			fault("cell %d does not start with the set-up lines %q", i+1, setUp)
		}
		if c.Count == nil || *c.Count != code {
			fault("cell %d was not run in order on a fresh kernel; run make notebooks", i+1)
		}
		outputs += len(c.Outputs)
		for _, o := range c.Outputs {
			if o.Type == "error" {
				fault("cell %d ended in an error", i+1)
			}
			if o.Name == "stderr" {
				fault("cell %d wrote to stderr: %.80q", i+1, o.Text)
			}
		}
	}
	if outputs == 0 {
		fault("has no saved outputs; run make notebooks")
	}
	return found
}

func TestSaved(t *testing.T) {
	files, err := filepath.Glob("*.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	checkout, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "testdata/smoke.ipynb") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), checkout) {
			t.Errorf("%s: holds the checkout's path %s", file, checkout)
		}
		for _, f := range faults(content) {
			t.Errorf("%s: %s", file, f)
		}
	}
}

func TestFaults(t *testing.T) {
	sound, err := os.ReadFile("testdata/smoke.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new, want string }{
		{"a path", "finished", "/home/someone/runs", "path of one machine: /home/someone/runs"},
		{"an error", `"output_type": "display_data"`, `"output_type": "error"`, "ended in an error"},
		{"out of order", `"execution_count": 3`, `"execution_count": 7`, "not run in order"},
		{"never run", `"execution_count": 3`, `"execution_count": null`, "not run in order"},
		{"another set-up", "%noautoget", "%autoget", "the set-up lines"},
		{"stderr", `"name": "stdout"`, `"name": "stderr"`, "wrote to stderr"},
		{"another kernel", `"name": "gonb"`, `"name": "python3"`, `kernel "python3"`},
		{"too large", "finished", strings.Repeat("x", maxBytes), "the limit is"},
		{"cut short", `"nbformat": 4`, `"nbformat"`, "invalid character"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := strings.Join(faults([]byte(strings.Replace(string(sound), test.old, test.new, 1))), "\n")
			if !strings.Contains(found, test.want) {
				t.Errorf("got %q; want a line with %q", found, test.want)
			}
		})
	}
}

// execute runs notebooks as make does, but with nothing in the environment: all that the kernel needs is in its
// specification, which allows no download. Without that a cell would ask a module proxy where nobody listens, and fail.
func execute(t *testing.T, args ...string) (string, error) {
	t.Helper()
	python, err := filepath.Abs("../.venv/bin/python")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("no .venv: notebooks not run; make setup makes it")
	}
	watch(t)
	command := exec.Command(python, append([]string{"../scripts/notebook.py"}, args...)...)
	command.Env = []string{"HOME=" + t.TempDir(), "GOPROXY=http://127.0.0.1:1"}
	text, err := command.CombinedOutput()
	return string(text), err
}

// watch looks at every source file, so that go test does not take an old result when one of them has changed.
func watch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (name == "build" || name == "runs" || len(name) > 2 && name[0] == '.') {
			return filepath.SkipDir
		}
		switch filepath.Ext(name) {
		case ".go", ".js", ".py", ".mod", ".ipynb", ".gz":
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func openPage(t *testing.T, file string, o browser.Options) *browser.Page {
	t.Helper()
	b, err := browser.Start()
	if errors.Is(err, browser.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	p, err := b.Open(file, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// TestHarness runs the smallest notebooks: one that is sound, one with a failing cell, one with a figure that changed.
func TestHarness(t *testing.T) {
	out := t.TempDir()
	content, err := os.ReadFile("testdata/smoke.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	drifted := filepath.Join(t.TempDir(), "drifted.ipynb")
	content = []byte(strings.Replace(string(content), `"figure: half = 0.501 ± 0.01\n"`,
		`"figure: half = 0.6 ± 0.01\n"`, 1))
	if err := os.WriteFile(drifted, content, 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := execute(t, "--out", out, "--check", "testdata/smoke.ipynb", "testdata/fails.ipynb", drifted)
	if err == nil {
		t.Errorf("a failing cell did not fail the run")
	}
	for name, want := range map[string]string{
		"seconds a cell":        `(?m)^smoke: +[0-9.]+ s  cell  4  import \($`,
		"a figure":              `(?m)^  plugin found = true$`,
		"the failing source":    `(?s)fails: cell 2 failed\n--- its source\n%%\nundefinedName\(\)\n`,
		"what the cell printed": `(?s)--- what it printed\n.*undefined: undefinedName`,
		"the changed figure":    `(?m)^drifted: figure half: saved 0.6 ± 0.01, now 0.501 ± 0.01$`,
	} {
		if !regexp.MustCompile(want).MatchString(text) {
			t.Errorf("%s: nothing like %s", name, want)
		}
	}
	if strings.Contains(text, "smoke: figure") || strings.Contains(text, "smoke: cell") {
		t.Errorf("the sound notebook failed")
	}
	if t.Failed() {
		t.Log(text)
	}
	for _, test := range []struct {
		name, want string
		noScripts  bool
	}{
		{"scripts", "drawn", false},
		{"no scripts", "before", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := openPage(t, filepath.Join(out, "smoke.html"), browser.Options{NoScripts: test.noScripts})
			got, err := browser.Eval[string](p, `document.getElementById("smoke").textContent`)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
			if problems := p.Problems(); len(problems) > 0 {
				t.Errorf("console: %s", strings.Join(problems, "\n"))
			}
		})
	}
}

// painted is true once every figure holds a canvas on which at least a hundred pixels are drawn.
const painted = `(function () {
	var figures = Array.from(document.querySelectorAll(".kilolayer"));
	return figures.length > 0 && figures.every(function (f) {
		return Array.from(f.querySelectorAll("canvas")).some(function (c) {
			var d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data, n = 0;
			for (var i = 3; i < d.length; i += 4) if (d[i] > 0) n++;
			return n > 100;
		});
	});
})()`

// pictured is true once every figure shows its static picture.
const pictured = `(function () {
	var figures = Array.from(document.querySelectorAll(".kilolayer"));
	return figures.length > 0 && figures.every(function (f) {
		var i = f.querySelector("img");
		return i && i.complete && i.naturalWidth > 0 && i.getBoundingClientRect().width > 0;
	});
})()`

// TestQuick executes the quick notebooks and opens their pages.
func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: notebooks not run")
	}
	for _, name := range quick {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			text, err := execute(t, "--out", out, "--check", name+".ipynb")
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			t.Log("\n" + text)
			page := filepath.Join(out, name+".html")
			checkPage(t, page)
		})
	}
}

// checkPage looks at a notebook's page: with scripts all charts are drawn, and without there are pictures.
func checkPage(t *testing.T, page string) {
	t.Run("charts", func(t *testing.T) {
		p := openPage(t, page, browser.Options{Width: 1200, Height: 900})
		if p.WaitFor(painted, 20*time.Second) != nil {
			t.Error("not every figure of the page drew its chart within 20 s")
		}
		if problems := p.Problems(); len(problems) > 0 {
			t.Errorf("console: %s", strings.Join(problems, "\n"))
		}
	})
	t.Run("pictures", func(t *testing.T) {
		p := openPage(t, page, browser.Options{Width: 1200, Height: 900, NoScripts: true})
		if got, err := browser.Eval[bool](p, pictured); err != nil || !got {
			t.Errorf("with scripts off not every figure of the page shows its picture (error: %v)", err)
		}
	})
}

// TestPages looks at the pages of all notebooks in the folder that KILOLAYER_PAGES names: make notebooks has just
// made them.
func TestPages(t *testing.T) {
	folder := os.Getenv("KILOLAYER_PAGES")
	if folder == "" {
		t.Skip("KILOLAYER_PAGES names no folder; make notebooks sets it")
	}
	notebooks, err := filepath.Glob("*.ipynb")
	if err != nil || len(notebooks) == 0 {
		t.Fatalf("no notebooks (error: %v)", err)
	}
	for _, notebook := range notebooks {
		name := strings.TrimSuffix(notebook, ".ipynb")
		t.Run(name, func(t *testing.T) { checkPage(t, filepath.Join(folder, name+".html")) })
	}
}

package notebooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
)

// TestLab runs notebooks in a real JupyterLab, in a real browser.
func TestLab(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: JupyterLab not run")
	}
	b, err := browser.Start()
	if errors.Is(err, browser.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	watch(t)
	j := startJupyter(t)
	t.Run("figures", func(t *testing.T) { labFigures(t, j, b) })
	t.Run("live", func(t *testing.T) { labLive(t, j, b) })
	t.Run("notebook 7", func(t *testing.T) { notebook7(t, j, b) })
}

// notebook7 opens saved figures in Notebook 7, which JupyterLab's server also serves, and runs a notebook there.
func notebook7(t *testing.T, j *jupyter, b *browser.Browser) {
	if _, err := os.Stat("../.venv/bin/jupyter-notebook"); err != nil {
		t.Skip("Notebook 7 is not installed in .venv")
	}
	for _, name := range []string{"quickstart.ipynb", "testdata/smoke.ipynb"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		j.add(t, filepath.Base(name), content)
	}
	// It comes from elsewhere, so it is not trusted and shows pictures, until it is signed. The console is not looked
	// at: Notebook 7 warns of menus of its own.
	content, err := os.ReadFile("quickstart.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	figures := figuresOf(t, content)
	p := j.openAt(t, b, "notebooks/quickstart.ipynb")
	look(t, p, figures, true)
	p.Close()
	command := exec.Command("../.venv/bin/jupyter-trust", filepath.Join(j.folder, "quickstart.ipynb"))
	command.Env = []string{"HOME=" + j.home, "PATH=" + os.Getenv("PATH")}
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	p = j.openAt(t, b, "notebooks/quickstart.ipynb")
	look(t, p, figures, false)
	p.Close()

	p = j.openAt(t, b, "notebooks/smoke.ipynb")
	runAll(t, p)
	j.finish(t, p, "smoke.ipynb", 2*time.Minute)
	if err := p.WaitFor(`document.getElementById("smoke").textContent === "drawn"`, 10*time.Second); err != nil {
		t.Error(err)
	}
	screenshot(t, p, "smoke")
}

// labFigures runs the notebook of all figures and looks at each; then at the saved notebook, opened again.
func labFigures(t *testing.T, j *jupyter, b *browser.Browser) {
	content, err := os.ReadFile("figures.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	j.add(t, "figures.ipynb", merged(t, content))
	p := j.open(t, b, "figures.ipynb")
	runAll(t, p)
	content = j.finish(t, p, "figures.ipynb", 5*time.Minute)
	figures := figuresOf(t, content)
	look(t, p, figures, false)
	t.Run("dark", func(t *testing.T) {
		if err := p.WaitFor(`jupyterapp.commands.execute("apputils:change-theme", {theme: "JupyterLab Dark"}).then(
			function () {
			return document.body.dataset.jpThemeLight === "false"; })`, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		look(t, p, figures, false)
	})
	noProblems(t, p)
	p.Close()

	t.Run("page", func(t *testing.T) { exported(t, j, b, figures) })

	// JupyterLab signs what it ran and saved; what has another content is not trusted, and its scripts are stripped.
	changed := strings.Replace(string(content), "# Every figure", "# Every figure of another reader", 1)
	j.add(t, "untrusted.ipynb", []byte(changed))
	for _, c := range []struct {
		name, file string
		trusted    bool
	}{
		{"opened again", "figures.ipynb", true},
		{"not trusted", "untrusted.ipynb", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := j.open(t, b, c.file)
			defer p.Close()
			trusted, err := browser.Eval[bool](p, `jupyterapp.shell.currentWidget.content.widgets.every(
				function (c) { return c.model.type !== "code" || c.model.trusted; })`)
			if err != nil || trusted != c.trusted {
				t.Fatalf("trusted: %t, %v; want %t", trusted, err, c.trusted)
			}
			look(t, p, figures, !c.trusted)
			noProblems(t, p)
		})
	}
}

// merged is a notebook whose code cells after the second are one, of the same code: each cell is linked anew, which
// takes longer than what it shows. make notebooks runs them one by one.
func merged(t *testing.T, notebook []byte) []byte {
	t.Helper()
	var nb map[string]any
	if err := json.Unmarshal(notebook, &nb); err != nil {
		t.Fatal(err)
	}
	var kept []any
	var last map[string]any
	declared, done, codes := "", "", 0
	for _, c := range nb["cells"].([]any) {
		c := c.(map[string]any)
		if c["cell_type"] != "code" {
			kept = append(kept, c)
			continue
		}
		if codes++; codes <= 2 {
			kept = append(kept, c)
			continue
		}
		source := ""
		for _, line := range c["source"].([]any) {
			source += line.(string)
		}
		before, after, found := strings.Cut(source, "%%\n")
		if !found {
			t.Fatalf("a cell without %%%%:\n%s", source)
		}
		declared, done, last = declared+before, done+"{\n"+after+"\n}\n", c
	}
	last["source"], last["outputs"] = declared+"%%\n"+done, []any{}
	nb["cells"] = append(kept, last)
	content, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// exported makes nbconvert's page of the saved notebook, and looks at it with scripts and without. The browser
// reaches no network.
func exported(t *testing.T, j *jupyter, b *browser.Browser, figures []shown) {
	command := exec.Command("../.venv/bin/jupyter-nbconvert", "--to", "html", "--template", "page",
		"--TemplateExporter.extra_template_basedirs=../scripts", "--output-dir", j.home, filepath.Join(j.folder,
			"figures.ipynb"))
	command.Env = []string{"HOME=" + j.home, "PATH=" + os.Getenv("PATH")}
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, c := range []struct {
		name      string
		noScripts bool
	}{
		{"scripts", false},
		{"no scripts", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := b.Open(filepath.Join(j.home, "figures.html"),
				browser.Options{Width: 1200, Height: 900, NoScripts: c.noScripts})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			check(t, p, "document", figures, c.noScripts)
			noProblems(t, p)
		})
	}
}

// look goes to each cell that shows figures and checks them: JupyterLab draws what is in view.
func look(t *testing.T, p *browser.Page, figures []shown, still bool) {
	t.Helper()
	for len(figures) > 0 {
		n, cell := 1, figures[0].Cell
		for n < len(figures) && figures[n].Cell == cell {
			n++
		}
		// A cell out of view may not be drawn yet, so its outputs are there once it has been scrolled to.
		if err := p.WaitFor(fmt.Sprintf(`(function () {
			var notebook = jupyterapp.shell.currentWidget.content,
				outputs = notebook.widgets[%d].node.querySelector(".jp-Cell-outputWrapper");
			notebook.activeCellIndex = %[1]d;
			notebook.scrollToItem(%[1]d);
			if (outputs) outputs.scrollIntoView();
			return outputs;
		})()`, cell), 20*time.Second); err != nil {
			t.Fatal(err)
		}
		check(t, p, fmt.Sprintf("jupyterapp.shell.currentWidget.content.widgets[%d].node", cell), figures[:n], still)
		screenshot(t, p, fmt.Sprintf("cell-%d", cell+1))
		figures = figures[n:]
	}
}

// screenshot keeps what the page looks like, where KILOLAYER_SCREENSHOTS names a folder.
func screenshot(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	folder := os.Getenv("KILOLAYER_SCREENSHOTS")
	if folder == "" {
		return
	}
	picture, err := p.Screenshot()
	if err == nil {
		err = os.WriteFile(folder+"/"+strings.ReplaceAll(t.Name(), "/", "-")+"-"+name+".png", picture, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}

func noProblems(t *testing.T, p *browser.Page) {
	t.Helper()
	for _, problem := range p.Problems() {
		if !strings.Contains(problem, "to activate.") { // JupyterLab measures its own plugins
			t.Errorf("console: %s", problem)
		}
	}
}

// labLive follows a run for a while: 10 seconds, or as long as KILOLAYER_LIVE says (make bench: a minute).
func labLive(t *testing.T, j *jupyter, b *browser.Browser) {
	duration := 10 * time.Second
	if text := os.Getenv("KILOLAYER_LIVE"); text != "" {
		var err error
		if duration, err = time.ParseDuration(text); err != nil {
			t.Fatalf("KILOLAYER_LIVE: %v", err)
		}
	}
	content, err := os.ReadFile("testdata/live.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	content = []byte(strings.Replace(string(content), "10*time.Second",
		fmt.Sprintf("%d*time.Second", int(duration.Seconds())), 1))
	j.add(t, "live.ipynb", content)
	p := j.open(t, b, "live.ipynb")
	runAll(t, p)
	if err := p.WaitFor(`document.querySelector(".kilolayer canvas")`, time.Minute); err != nil {
		t.Fatal(err)
	}
	var held []int64
	for end := time.Now().Add(duration - 4*time.Second); ; time.Sleep(time.Second) {
		n, err := p.Memory()
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, n)
		if time.Now().After(end) {
			break
		}
	}
	content = j.finish(t, p, "live.ipynb", time.Minute)
	// The page keeps what it shows, so its memory grows with the chart's points, and with nothing that was replaced.
	const room = 6_000_000
	if first, last := held[0], held[len(held)-1]; last > first+room {
		t.Errorf("the page held %d bytes at first and %d at last", first, last)
	}
	var nb struct{ Cells []cell }
	if err := json.Unmarshal(content, &nb); err != nil {
		t.Fatal(err)
	}
	if n := len(nb.Cells[len(nb.Cells)-1].Outputs); n != 1 {
		t.Errorf("%d output blocks, want 1", n)
	}
	figures := figuresOf(t, content)
	look(t, p, figures, false)
	noProblems(t, p)
	t.Logf("%v: the page held %v bytes, the notebook %d", duration, held, len(content))
}

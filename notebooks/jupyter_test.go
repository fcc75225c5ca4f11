package notebooks

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
)

// jupyter is a JupyterLab of its own: a free port, a fresh home, an empty folder of notebooks.
type jupyter struct {
	home, folder string
	url, token   string
}

// keeper runs its arguments until its own input ends, which it does however the test ends.
const keeper = `"$@" & lab=$!; read -r _; kill $lab; wait $lab`

// startJupyter starts JupyterLab. It ends with the test, and its kernels with it.
func startJupyter(t *testing.T) *jupyter {
	t.Helper()
	program, err := filepath.Abs("../.venv/bin/jupyter-lab")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("no .venv: JupyterLab not run; make setup makes it")
	}
	// A short path: kernels make sockets under it, whose paths have a limit.
	home, err := os.MkdirTemp("", "lab")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	j := &jupyter{home: home, folder: filepath.Join(home, "notebooks")}
	for _, folder := range []string{j.folder, filepath.Join(home, "tmp")} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// It would save a notebook while the test saves it, and then ask which one to keep.
	settings := filepath.Join(home, ".jupyter", "lab", "user-settings", "@jupyterlab", "docmanager-extension")
	if err := os.MkdirAll(settings, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(settings, "plugin.jupyterlab-settings"), []byte(`{"autosave": false}`),
		0o644); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(home, "lab.log"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sh", "-c", keeper, "sh", program, "--no-browser", "--allow-root", "-y",
		"--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--ServerApp.root_dir="+j.folder,
		"--LabApp.expose_app_in_browser=True",
		"--JupyterNotebookApp.expose_app_in_browser=True")
	command.Env = []string{"HOME=" + home, "TMPDIR=" + filepath.Join(home, "tmp"), "PATH=" + os.Getenv("PATH"),
		"JUPYTER_PREFER_ENV_PATH=1", "JUPYTER_RUNTIME_DIR=" + filepath.Join(home, "run"), "GOPROXY=off"}
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stop, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = stop.Close()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("JupyterLab did not end when it was told to")
			_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		}
		for _, line := range j.processes() {
			t.Errorf("JupyterLab left a process: %s", line)
			var pid int
			if _, err := fmt.Sscan(line, &pid); err == nil {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("%s", text[max(0, len(text)-4000):])
		}
		_ = log.Close()
	})
	for end := time.Now().Add(time.Minute); j.url == ""; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("JupyterLab did not start within a minute")
		}
		j.url, j.token = j.server()
	}
	return j
}

// server is what JupyterLab says of itself once it listens.
func (j *jupyter) server() (url, token string) {
	files, _ := filepath.Glob(filepath.Join(j.home, "run", "jpserver-*.json"))
	for _, file := range files {
		var info struct{ URL, Token string }
		if content, err := os.ReadFile(file); err == nil && json.Unmarshal(content, &info) == nil {
			return info.URL, info.Token
		}
	}
	return "", ""
}

// processes are those whose command names JupyterLab's home, a line each that starts with the process's number: the
// server, kernels, which have sessions of their own, and the programs of cells.
func (j *jupyter) processes() (found []string) {
	list, _ := exec.Command("ps", "-A", "-ww", "-o", "pid=,args=").Output()
	for _, line := range strings.Split(string(list), "\n") {
		if strings.Contains(line, j.home+"/") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// add puts a notebook into the folder.
func (j *jupyter) add(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(j.folder, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// open opens a notebook in JupyterLab and waits until its kernel is there.
func (j *jupyter) open(t *testing.T, b *browser.Browser, name string) *browser.Page {
	t.Helper()
	return j.openAt(t, b, "lab/tree/"+name)
}

// openAt opens a notebook at an address of the server, and waits until its kernel is there.
func (j *jupyter) openAt(t *testing.T, b *browser.Browser, path string) *browser.Page {
	t.Helper()
	p, err := b.OpenURL(fmt.Sprintf("%s%s?reset&token=%s", j.url, path, j.token),
		browser.Options{Width: 1300, Height: 1000, Limit: 10 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.WaitFor(kernel("connectionStatus", "connected"), time.Minute); err != nil {
		t.Fatal(err)
	}
	return p
}

// kernel is true once the notebook is there and a property of its kernel has a value. GoNB says idle only after a cell.
func kernel(property, value string) string {
	return fmt.Sprintf(`(function () {
	var w = window.jupyterapp && jupyterapp.shell.currentWidget;
	if (!w || !w.context || !w.context.isReady || !w.sessionContext.isReady) return false;
	var s = w.sessionContext.session;
	return s && s.kernel && s.kernel.%s === %q;
})()`, property, value)
}

// runAll starts all cells of the open notebook, as its menu does.
func runAll(t *testing.T, p *browser.Page) {
	t.Helper()
	if _, err := browser.Eval[bool](p, `(window.ran = "", jupyterapp.commands.execute("notebook:run-all-cells").then(
		function (ok) { window.ran = "ran " + ok; },
		function (e) { window.ran = "failed: " + e; }), true)`); err != nil {
		t.Fatal(err)
	}
}

// finish waits until all cells have run, saves the notebook and gives what was saved.
func (j *jupyter) finish(t *testing.T, p *browser.Page, name string, limit time.Duration) []byte {
	t.Helper()
	if err := p.WaitFor(`window.ran && `+kernel("status", "idle"), limit); err != nil {
		t.Fatal(err)
	}
	if ran, err := browser.Eval[string](p, "window.ran"); err != nil || ran != "ran true" {
		t.Errorf("run all cells: %s, %v", ran, err)
	}
	saved, err := browser.Eval[string](p, `jupyterapp.commands.execute("docmanager:save").then(function () {
		return jupyterapp.shell.currentWidget.context.model.dirty ? "not saved" : ""; })`)
	if err != nil || saved != "" {
		t.Fatalf("save: %s %v", saved, err)
	}
	content, err := os.ReadFile(filepath.Join(j.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults(content) {
		t.Errorf("saved notebook: %s", f)
	}
	return content
}

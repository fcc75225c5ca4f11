package notebooks

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// made is the version under which this checkout stands in a module proxy of the test's own: that of the module of cells
// in .tools, so that the packages which were built for those serve here.
var made = module.Version{Path: "github.com/kilolayer/kilolayer", Version: "v0.0.0"}

// stockCells are what somebody does who has GoNB and nothing of this checkout's set-up.
var stockCells = []string{
	"!*go get " + made.String(),
	`import (
	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

func train(epochs int, directory string) {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(club).Must()
	revgnn.Train(model, club).WithEpochs(epochs).WithDirectory(directory).WithObserver(viz.Live()).Must()
}

%%
train(4, "runs/club")
fmt.Println("trained")`,
	`%%
viz.Show(viz.Curves(cell.Must(run.Open("runs/club"))))`,
	`import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
)

type fading struct{ conv.Operator }

func (fading) String() string { return "fading" }

func (f fading) Apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	return graph.MulScalar(f.Operator.Apply(x, edges, prepared, params), 0.5)
}

type counted struct{}

func (counted) String() string { return "count" }

func (counted) Score(s metrics.Split) (float64, error) { return float64(len(s.Nodes)), nil }

func squares(_, _, logits *graph.Node) *graph.Node { return graph.ReduceAllMean(graph.Square(logits)) }

func own(directory string) *revgnn.TrainBuilder {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(fading{conv.GCN()}).WithDepth(2).WithChannels(4).For(club).Must()
	return revgnn.Train(model, club).WithEpochs(4).WithDirectory(directory).WithMetric(counted{}).
		WithLoss(revgnn.LossOf("squares", squares)).WithEvaluationEvery(2)
}

%%
cell.Must(own("runs/detached").Detach())
detached := viz.Follow("runs/detached")
here := own("runs/here").Must()
same := len(here.History()) == len(detached.History())
for i, r := range detached.History() {
	if r.Kind == run.Step {
		same = same && *r.Loss == *here.History()[i].Loss
	}
}
best, _ := detached.Best()
about := detached.Info()
fmt.Println(detached.Status(), about.Model.Options.Operator.Name, about.Loss, about.Metric, *best.Valid, same)`,
	`import "syscall"

%%
go func() { // the notebook's stop button, once training has begun
	for {
		if _, err := os.Stat("runs/long/run.json"); err == nil {
			syscall.Kill(os.Getpid(), syscall.SIGINT)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}()
train(1000000, "runs/long")`,
	`%%
os.Setenv("PATH", "") // no Python, so no wheel of it
os.Setenv("HTTPS_PROXY", "http://127.0.0.1:1") // where nobody listens, so no download
train(1, "runs/none")`,
}

// TestStock runs cells in a kernel that GoNB installed by itself, in an empty home, with Kilolayer from a module
// proxy of local files. XLA's plugin is the wheel of the Python on the PATH.
func TestStock(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: notebooks not run")
	}
	tools, err := filepath.Abs("../.tools/bin")
	if err != nil {
		t.Fatal(err)
	}
	python, err := filepath.Abs("../.venv/bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(tools, "goimports")); err != nil {
		t.Skip("no .tools: notebooks not run; make setup makes it")
	}
	watch(t)
	home := t.TempDir()
	bin := filepath.Join(home, "go", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	// What GoNB's own instructions install: gonb, of the module that go.mod names, and goimports.
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "gonb"), "github.com/janpfeifer/gonb")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if err := os.Symlink(filepath.Join(tools, "goimports"), filepath.Join(bin, "goimports")); err != nil {
		t.Fatal(err)
	}
	proxy := filepath.Join(home, "proxy")
	publish(t, proxy)
	env := []string{
		"HOME=" + home,
		"PATH=" + strings.Join([]string{bin, python, goEnv(t, "GOROOT") + "/bin", "/usr/bin", "/bin"}, ":"),
		"JUPYTER_PREFER_ENV_PATH=0", // the kernel of the home, not the one of .venv
		// The proxy, and the modules that were downloaded for this checkout, in place of a network.
		"GOPROXY=file://" + proxy + ",file://" + filepath.Join(goEnv(t, "GOMODCACHE"), "cache", "download"),
		"GOSUMDB=off",
		// The packages that were built for this checkout serve again, for which their paths must not count: the home
		// is another one. The modules that are unpacked there can be removed.
		"GOCACHE=" + goEnv(t, "GOCACHE"),
		"GOFLAGS=-trimpath -modcacherw -ldflags=-w",
	}
	install := exec.Command(filepath.Join(bin, "gonb"), "--install", "--force_deps")
	install.Env = env
	if text, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}

	notebook := filepath.Join(home, "stock.ipynb")
	writeNotebook(t, notebook, stockCells)
	out := filepath.Join(home, "out")
	run := exec.Command(filepath.Join(python, "python"), "../scripts/notebook.py", "--go-on", "--out", out, notebook)
	run.Env = env
	text, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	t.Logf("%s", text)
	content, err := os.ReadFile(filepath.Join(out, "stock.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	var nb struct{ Cells []cell }
	if err := json.Unmarshal(content, &nb); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		name, like string // what the cell prints
		figures    int    // and shows
	}{
		{"go get", "", 0},
		{"train, with live charts", `^trained\n$`, 1},
		{"show a figure", `^$`, 1},
		{"detach with an operator, a loss and a metric of the cell's", `^complete fading squares count \d+ true\n$`, 1},
		{"interrupt",
			`^revgnn: training was interrupted at step \d+ of 1000000; the same call goes on from there\n$`, 1},
		{"no plugin", `^revgnn: xla: no XLA plugin found, and go-xla could not download one ` +
			`\([^\n]*connection refused\); run pip install xla-cpu-pjrt, [^\n]*\nexit status 1\n$`, 0},
	} {
		t.Run(want.name, func(t *testing.T) {
			printed, figures := "", 0
			for _, o := range nb.Cells[i].Outputs {
				printed += string(o.Text)
				figures += len(specs.FindAllString(string(o.Data["text/html"]), -1))
			}
			if !regexp.MustCompile(want.like).MatchString(printed) || figures != want.figures {
				t.Errorf("printed %q and showed %d figures; want %s and %d", printed, figures, want.like, want.figures)
			}
		})
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// publish puts this checkout into the files of a module proxy, as the version made.
func publish(t *testing.T, proxy string) {
	t.Helper()
	folder := filepath.Join(proxy, filepath.FromSlash(made.Path), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(extension string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, made.Version+extension), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	write(".mod", mod)
	write(".info", fmt.Appendf(nil, `{"Version":%q,"Time":"2000-01-01T00:00:00Z"}`, made.Version))
	var files []zip.File
	err = filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (name == "build" || name == "runs" || len(name) > 2 && name[0] == '.') {
			return fs.SkipDir
		}
		if entry.Type().IsRegular() {
			files = append(files, source(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.Create(filepath.Join(folder, made.Version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if err := zip.Create(archive, made, files); err != nil {
		t.Fatal(err)
	}
}

// source is a file of this checkout, as it goes into a module's archive: its path from this folder.
type source string

func (s source) Path() string                 { return filepath.ToSlash(strings.TrimPrefix(string(s), "../")) }
func (s source) Lstat() (fs.FileInfo, error)  { return os.Lstat(string(s)) }
func (s source) Open() (io.ReadCloser, error) { return os.Open(string(s)) }

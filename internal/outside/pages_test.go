package outside

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// blocks are the texts that a page shows in a language; "" for none.
func blocks(t *testing.T, page, language string) (list []string) {
	t.Helper()
	content, err := os.ReadFile("../../docs/" + page)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range regexp.MustCompile("(?s)```(\\w*)\n(.*?)```").FindAllStringSubmatch(string(content), -1) {
		if b[1] == language {
			list = append(list, b[2])
		}
	}
	return list
}

// program builds a main.go in a folder outside of the checkout, with the go.mod of docs/serving.md.
func program(t *testing.T, source string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	mod := blocks(t, "serving.md", "")[0]
	if !strings.Contains(mod, "=> ../kilolayer\n") {
		t.Fatalf("the page's go.mod is\n%s", mod)
	}
	sums, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"main.go": source, "go.sum": string(sums),
		"go.mod": strings.Replace(mod, "=> ../kilolayer\n", "=> "+checkout+"\n", 1)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-mod=mod", "-ldflags=-w", "-o", "program", ".") // -mod=mod: as go mod tidy
	build.Dir, build.Env = folder, append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=-trimpath")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return folder
}

// written puts a trained network and its graph, of nodes with ids and classes with names, where the pages have them.
func written(t *testing.T, folder string) (*revgnn.Model, *datasets.Graph) {
	t.Helper()
	g := club(t)
	named := *g
	named.Schema.Classes = []string{"instructor", "administrator"}
	for node := range g.NumNodes {
		named.IDs = append(named.IDs, fmt.Sprintf("m%d", node))
	}
	if err := named.Save(filepath.Join(folder, "mine.graph")); err != nil {
		t.Fatal(err)
	}
	m, err := revgnn.Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(&named).Done()
	if err != nil {
		t.Fatal(err)
	}
	directory := filepath.Join(folder, "runs", "mine")
	training := revgnn.Train(m, &named).WithEpochs(4).WithLearningRate(0.1).WithDirectory(directory)
	if _, err := training.Done(); err != nil {
		t.Fatal(err)
	}
	if m, err = revgnn.LoadBest(directory); err != nil {
		t.Fatal(err)
	}
	return m, &named
}

// TestServing builds and runs the server of docs/serving.md and asks it many things at once.
func TestServing(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the server of docs/serving.md is not built")
	}
	folder := program(t, blocks(t, "serving.md", "go")[0])
	m, g := written(t, folder)
	other := *g
	other.NodeFeatures.Data = append([]float32(nil), g.NodeFeatures.Data...)
	features := other.NodeFeatures.Row(3)
	for i := range features {
		features[i] = float32(i)
	}
	body, err := json.Marshal(map[string]any{"features": features})
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(filepath.Join(folder, "program"), "-address", "127.0.0.1:0")
	server.Dir = folder
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Process.Kill()
	line, err := bufio.NewReader(log).ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		t.Fatalf("%q, %v", line, err)
	}
	address = "http://" + address + "/class?node="
	var asking sync.WaitGroup
	for name, c := range map[string]struct {
		g    *datasets.Graph
		node int
	}{"as it is": {g, 7}, "another node": {g, 33}, "other features": {&other, 3}} {
		logits, err := m.Predict(c.g).Done()
		if err != nil {
			t.Fatal(err)
		}
		row := logits.Row(c.node)
		want := g.Schema.Classes[0]
		if row[1] > row[0] {
			want = g.Schema.Classes[1]
		}
		for range 4 {
			asking.Go(func() {
				var response *http.Response
				var err error
				if c.g == g {
					response, err = http.Get(address + g.ID(int32(c.node)))
				} else {
					response, err = http.Post(address+g.ID(int32(c.node)), "application/json",
						strings.NewReader(string(body)))
				}
				if err != nil {
					t.Error(err)
					return
				}
				defer response.Body.Close()
				var got struct {
					Class string
					P     float64
				}
				if err := json.NewDecoder(response.Body).Decode(&got); err != nil || got.Class != want || got.P < 0.5 {
					t.Errorf("%s: %+v, want %s, %v", name, got, want, err)
				}
			})
		}
	}
	asking.Wait()
	for _, path := range []string{"nobody", ""} {
		response, err := http.Get(address + path)
		if err != nil || response.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %v, %v", path, response, err)
		}
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- server.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the server did not end")
	}
}

// around are the lines that make a program of the Go of docs/tracking.md.
const around = `package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/report"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func main() {
	g := datasets.Karate().Must()
	m := revgnn.Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g).Must()
	if _, err := train(revgnn.Train(m, g).WithEpochs(3).WithEvaluationEvery(3)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

`

// standIn is a module in the place of W&B's.
const standIn = `
class Run:
    def log(self, numbers, step): print(step, sorted(numbers), file=out)
    def finish(self): print("finished", file=out); out.close()
def init(project): global out; out = open("sent", "w"); return Run()
`

// TestTracking builds and runs the observer of docs/tracking.md with its Python.
func TestTracking(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the observer of docs/tracking.md is not built")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3")
	}
	folder := program(t, around+strings.Join(blocks(t, "tracking.md", "go"), "\n"))
	send := blocks(t, "tracking.md", "python")[0]
	for name, content := range map[string]string{"send.py": send, "wandb.py": standIn} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(filepath.Join(folder, "program"))
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sent, err := os.ReadFile(filepath.Join(folder, "sent"))
	for _, want := range []string{"1 ['learning_rate', 'live_bytes', 'loss', 'waited_seconds']\n",
		"3 ['accuracy/test', 'accuracy/train', 'accuracy/valid']\n", "finished\n"} {
		if err != nil || !strings.Contains(string(sent), want) {
			t.Errorf("%s, want %s, %v", sent, want, err)
		}
	}
}

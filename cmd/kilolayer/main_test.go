package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// asProgram makes the test's program the command itself.
const asProgram = "KILOLAYER_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// shell calls the command in a folder of its own.
type shell struct {
	t      *testing.T
	folder string
}

// call runs the command and returns its exit code and all that it printed.
func (s shell) call(args ...string) (code int, text string) {
	s.t.Helper()
	program, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	c := exec.Command(program, args...)
	c.Dir, c.Env = s.folder, append(os.Environ(), asProgram+"=yes", "KILOLAYER_BACKEND=go")
	out, _ := c.CombinedOutput()
	return c.ProcessState.ExitCode(), string(out)
}

// wants calls the command and wants an exit code and words.
func (s shell) wants(code int, says string, args ...string) {
	s.t.Helper()
	got, text := s.call(args...)
	if got != code || !strings.Contains(text, says) {
		s.t.Fatalf("kilolayer %q: exit code %d, want %d and %q; printed\n%s", args, got, code, says, text)
	}
}

// club is a folder with a graph of the karate club whose nodes have a feature.
func club(t *testing.T) shell {
	t.Helper()
	s := shell{t, t.TempDir()}
	own, err := filepath.Abs("../../datasets/testdata/own")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(own, "karate_nodes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var nodes strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if i == 0 {
			fmt.Fprintln(&nodes, "x,"+line)
		} else {
			fmt.Fprintf(&nodes, "%g,%s\n", float64(i%5)+0.5, line)
		}
	}
	if err := os.WriteFile(filepath.Join(s.folder, "nodes.csv"), []byte(nodes.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	s.wants(done, "17 / 9 / 8 / 0", "data", "convert", filepath.Join(own, "karate_edges.csv"), "club.graph", "--nodes",
		"nodes.csv", "--class", "club", "--undirected", "--split", "0.5,0.25")
	return s
}

// little are the flags of an experiment that trains in a second.
var little = []string{"revgcn-128-arxiv", "--graph", "club.graph", "--set", "depth=3", "--set", "channels=8"}

func with(args []string, more ...string) []string {
	return append(append([]string{}, args...), more...)
}

// TestCommands trains, scores, predicts, goes on and compares.
func TestCommands(t *testing.T) {
	t.Parallel()
	s := club(t)
	training := with(append([]string{"train"}, little...), "--dir", "runs/a", "--set")
	s.wants(done, "2 classes", "data", "summarize", "club.graph")
	s.wants(done, "A training step needs about", with(append([]string{"plan"}, little...))...)
	s.wants(done, "step 4 of 4", with(training, "epochs=4")...)
	s.wants(failed, "--extend goes on to 6 epochs, --restart trains anew", with(training, "epochs=6")...)
	s.wants(done, "accuracy", "evaluate", "runs/a", "--graph", "club.graph")
	s.wants(done, "34 nodes in predictions.csv", "predict", "runs/a", "--graph", "club.graph")
	if text, err := os.ReadFile(filepath.Join(s.folder, "predictions.csv")); err != nil ||
		strings.Count(string(text), "\n") != 35 {
		t.Errorf("predictions: %q, %v", text, err)
	}
	s.wants(done, "6 of 6", "runs", "extend", "runs/a", "--epochs", "6", "--graph", "club.graph")
	s.wants(done, "runs/a  complete", "runs", "list")
	s.wants(partly, "1 of 2 runs failed", with(append([]string{"sweep"}, little...), "--set", "epochs=2", "--over",
		"groups=2,3", "--dir", "runs/s", "--on", "processes=2")...)
	s.wants(done, "compared", "runs", "compare", "runs/a", "runs/s", "--figure", "compared.csv")
}

// TestDetached starts a run in a process of its own, stops it, and goes on with it.
func TestDetached(t *testing.T) {
	t.Parallel()
	s := club(t)
	directory := filepath.Join(s.folder, "runs/d")
	t.Cleanup(func() {
		if p, writes := run.Writer(directory); writes {
			_ = syscall.Kill(p.ID, syscall.SIGKILL)
		}
	})
	start := with(append([]string{"train"}, little...), "--set", "epochs=1000000", "--dir", "runs/d", "--detach")
	s.wants(done, "trains runs/d", start...)
	s.wants(failed, "writes runs/d", start...)
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if r, err := run.Open(directory); err == nil && len(r.History()) > 0 {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Fatal("no step comes")
		}
	}
	s.wants(done, "running", "runs", "list")
	s.wants(done, "interrupted", "runs", "stop", "runs/d")
	s.wants(failed, "there is nothing to stop", "runs", "stop", "runs/d")
}

func TestMisuse(t *testing.T) {
	t.Parallel()
	s := shell{t, t.TempDir()}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{"--help"}, done, "Exit codes"},
		{"no command of that name", []string{"trian"}, misused, `unknown command "trian"`},
		{"no command of that name below", []string{"runs", "halt"}, misused, `has no command "halt"`},
		{"no flag of that name", []string{"train", "--deep"}, misused, "unknown flag: --deep"},
		{"no experiment", []string{"train"}, misused, "takes an experiment, not 0 arguments"},
		{"no preset of that name", []string{"train", "revgcn"}, misused, `no preset "revgcn"`},
		{"no file", []string{"train", "none.json"}, failed, "none.json"},
		{"no option of that name", []string{"plan", little[0], "--set", "depht=3"}, misused, `"depht"`},
		{"a word for a number", []string{"plan", little[0], "--set", "depth=deep"}, misused, "a whole number"},
		{"no such workers", []string{"sweep", little[0], "--on", "mine=3"}, misused, "--on mine=3; write processes=4"},
		{"GPUs for processes", []string{"sweep", little[0], "--on", "processes=2", "--gpus", "1"}, misused,
			"--gpus is for a cluster"},
		{"packages for processes", []string{"sweep", little[0], "--on", "processes=2", "--pip", "a"}, misused,
			"--pip is for a Ray cluster"},
		{"packages for Slurm", []string{"sweep", little[0], "--on", "slurm", "--pip", "a"}, misused,
			"--pip is for a Ray cluster"},
		{"fetching from Slurm", []string{"sweep", little[0], "--on", "slurm", "--fetch"}, misused,
			"--fetch is for a Ray cluster"},
		{"CPUs for this process", []string{"sweep", little[0], "--cpus", "2"}, misused, "add --on processes=2"},
		{"GPUs for this process", []string{"sweep", little[0], "--gpus", "1"}, misused, "--gpus is for a cluster"},
		{"less than no CPU", []string{"sweep", little[0], "--on", "slurm", "--cpus", "-1"}, misused, "--cpus -1 and"},
		{"no value", []string{"plan", little[0], "--set", "depth"}, misused, "NAME=VALUE"},
		{"no GPU of that name", []string{"plan", little[0], "--gpu", "h101"}, misused, "use one of v100"},
		{"no run", []string{"runs", "stop", "none"}, failed, "there is no directory none"},
		{"no data set", []string{"data", "download", "none"}, misused, `no data set "none"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			shell{t, s.folder}.wants(c.code, c.says, c.args...)
		})
	}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// benchTime is how long a measurement may take in all. What is left then is named as not run.
const benchTime = 15 * time.Minute

// bench measures on the GPU of this machine: values of other libraries, losses against another backend's, memory
// compiled and live, times of steps.
func bench(ctx context.Context, build string) error {
	backend, err := xla.Default()
	if err != nil {
		return fmt.Errorf("gpu: %w", err)
	}
	gpu := xla.Describe(backend)
	if gpu.Platform != "cuda" {
		return fmt.Errorf("gpu: programs run on %s here, not on a GPU; run this where nvidia-smi answers, after make "+
			"setup", gpu.Name)
	}
	ctx, stop := context.WithTimeout(ctx, benchTime)
	defer stop()
	cases, err := golden(ctx)
	if err != nil {
		return err
	}
	agreed, err := agreement(ctx)
	if err != nil {
		return err
	}
	steps, err := stepTimes(ctx, gpu)
	if err != nil {
		return err
	}
	text := cases.Markdown() + "\n" + agreed.Markdown() + "\n" + steps.Markdown()
	fmt.Print(text)
	if err := os.MkdirAll(build, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(build, "gpu-bench.md"), []byte(text), 0o644)
}

// lossTask is set in a process that computes losses on the pure-Go backend and prints them.
const lossTask = "KILOLAYER_GPU_LOSSES"

// losses trains three steps of a reversible network with each operator in float64, without anything random, and
// returns their losses by operator: the second and the third follow from the gradient of those before.
func losses(ctx context.Context) (map[string][]float64, error) {
	g, err := datasets.ProteinsLike(60, 400, 1).Done()
	if err != nil {
		return nil, err
	}
	all := map[string][]float64{}
	for _, operator := range operators {
		m, err := revgnn.Reversible(operator).WithDepth(3).WithChannels(16).WithFloat64().For(g).Done()
		if err != nil {
			return nil, err
		}
		r, err := revgnn.Train(m, g).WithEpochs(3).WithContext(ctx).Done()
		if err != nil {
			return nil, err
		}
		for _, record := range r.History() {
			if record.Kind == run.Step {
				all[fmt.Sprint(operator)] = append(all[fmt.Sprint(operator)], *record.Loss)
			}
		}
	}
	return all, nil
}

// printLosses is the task of the other process.
func printLosses(ctx context.Context) error {
	all, err := losses(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}

// agreement holds the losses here against those of the pure-Go backend, in a process of its own.
func agreement(ctx context.Context) (t table.Table, err error) {
	here, err := losses(ctx)
	if err != nil {
		return t, err
	}
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = append(os.Environ(), lossTask+"=1", "KILOLAYER_BACKEND=go")
	out, err := command.Output()
	if err != nil {
		return t, fmt.Errorf("gpu: losses on the pure-Go backend: %w", err)
	}
	there := map[string][]float64{}
	if err := json.Unmarshal(out, &there); err != nil {
		return t, fmt.Errorf("gpu: losses on the pure-Go backend: %w", err)
	}
	return compareLosses(here, there)
}

// agreeTo is how far losses may differ, relative: float64 and three steps of Adam.
const agreeTo = 1e-6

// compareLosses is an error where they differ by more, or were not computed.
func compareLosses(here, there map[string][]float64) (t table.Table, err error) {
	t = table.Table{Title: "Losses of three steps in float64 against the pure-Go backend",
		Columns: []string{"operator", "differ by, relative"}}
	for _, operator := range operators {
		name := fmt.Sprint(operator)
		a, b := here[name], there[name]
		if len(a) == 0 || len(a) != len(b) {
			return t, fmt.Errorf("gpu: %d losses of %s here and %d on the pure-Go backend", len(a), name, len(b))
		}
		apart := 0.0
		for i := range a {
			apart = max(apart, math.Abs(a[i]-b[i])/math.Abs(b[i]))
		}
		if !(apart <= agreeTo) {
			err = errors.Join(err, fmt.Errorf("gpu: losses of %s differ by %.2g, more than %g", name, apart, agreeTo))
		}
		t.Rows = append(t.Rows, []string{name, units.Number(apart)})
	}
	return t, err
}

// stepTimes measures a step of some presets, on made-up graphs of the size of their data.
func stepTimes(ctx context.Context, gpu xla.Device) (t table.Table, err error) {
	t = table.Table{Title: "Training steps on " + gpu.Name, Columns: []string{"preset", "step", "compiled", "live"},
		Note: "Live is what nvidia-smi counts for the process: the pool of what XLA has asked for so far, and CUDA."}
	for _, p := range []struct {
		preset string
		graph  func() (*datasets.Graph, error)
	}{
		{"revgnn-deep-proteins", part}, {"revgnn-wide-proteins", part}, {"deq-gnn-64-proteins", part},
		{"revgcn-128-arxiv", citations}, {"revgen-128-arxiv", citations}, {"revgat-768-arxiv", citations},
	} {
		if ctx.Err() != nil {
			t.Rows = append(t.Rows, []string{p.preset, "not run: no time left", "", ""})
			continue
		}
		g, err := p.graph()
		if err != nil {
			return t, err
		}
		e, err := paper.Preset(p.preset).WithGraph(g).With("parts", 1).Done()
		if err != nil {
			return t, err
		}
		row, err := stepRow(ctx, e, g)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, append([]string{p.preset}, row...))
	}
	return t, nil
}

// stepRow compiles and runs a step: the median time of five after a first, and its memory.
func stepRow(ctx context.Context, e *paper.Experiment, g *datasets.Graph) ([]string, error) {
	m, err := e.Model().WithContext(ctx).Done()
	if err != nil {
		return nil, err
	}
	c, err := m.Compile(g).WithContext(ctx).Done()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var times []time.Duration
	for range 6 {
		elapsed, err := c.Run()
		if err != nil {
			return nil, err
		}
		times = append(times, elapsed)
	}
	times = times[1:]
	slices.Sort(times)
	memory, live := c.Memory(), "unknown"
	if bytes := liveBytes(); bytes > 0 {
		live = units.Bytes(bytes)
	}
	return []string{units.Seconds(times[len(times)/2].Seconds()), units.Bytes(memory.Total()), live}, nil
}

// liveBytes is what this process has of the GPU's memory by its driver; 0 where that does not say.
func liveBytes() int64 {
	out, err := exec.Command("nvidia-smi", "--query-compute-apps=pid,used_memory",
		"--format=csv,noheader,nounits").Output()
	if err != nil {
		return 0
	}
	return parseLive(string(out), os.Getpid())
}

// parseLive finds a process in lines such as "1234, 512", in MiB.
func parseLive(lines string, process int) int64 {
	for line := range strings.Lines(lines) {
		pid, used, _ := strings.Cut(strings.TrimSpace(line), ", ")
		if mebibytes, err := strconv.ParseInt(used, 10, 64); err == nil && pid == strconv.Itoa(process) {
			return mebibytes << 20
		}
	}
	return 0
}

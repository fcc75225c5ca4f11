package mlflow

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/python"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// started starts MLflow's own server and returns its address.
func started(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: MLflow's server is not started")
	}
	program := python.With(t, "mlflow")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	folder := t.TempDir()
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command := exec.CommandContext(t.Context(), program, "-m", "mlflow", "server", "--host", "127.0.0.1",
		"--port", port, "--workers", "1", "--backend-store-uri", "sqlite:///"+filepath.Join(folder, "mlflow.db"))
	command.Dir, command.Stdout, command.Stderr = folder, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it has a worker
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = 20 * time.Second
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // its context is cancelled before
	address := "http://127.0.0.1:" + port
	for range 600 {
		if response, err := http.Get(address + "/health"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return address
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	said, _ := os.ReadFile(log.Name())
	t.Fatalf("the server did not start:\n%s", said)
	return ""
}

// TestServer sends a run to MLflow's own server: half of it by an observer, the rest by Log, and reads it back.
func TestServer(t *testing.T) {
	address := started(t)
	history := made{}.History()
	w := &words{}
	o := To(address, "tests").WithName("first").WithErrors(w.say)
	o.patience = time.Minute
	o.Started(made{}.Info(), run.Memory{}, history[:300])
	for _, r := range history[300:600] {
		o.Recorded(r)
	}
	o.Finished(run.Interrupted, nil)
	if len(w.list) > 0 || o.Err() != nil {
		t.Fatalf("%q, %v", w.list, o.Err())
	}
	for range 2 { // the second has nothing to send
		if err := Log(t.Context(), address, "tests", made{}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := newClient(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Runs []struct {
			Info struct {
				ID     string `json:"run_id"`
				Name   string `json:"run_name"`
				Status string
			}
			Data struct{ Params, Tags []pair }
		}
	}
	// The first experiment is the server's own.
	if err := c.post(t.Context(), "runs/search", map[string]any{"experiment_ids": []string{"1"}}, &found); err != nil {
		t.Fatal(err)
	}
	if len(found.Runs) != 1 {
		t.Fatalf("%d runs", len(found.Runs))
	}
	r := found.Runs[0]
	if r.Info.Name != "first" || r.Info.Status != "FINISHED" || len(r.Data.Params) != len(paramsOf(made{}.Info())) {
		t.Errorf("%+v", r)
	}
	for key, want := range map[string]int{"loss": madeSteps, "accuracy_1/valid": madeSteps / 100} {
		var m struct {
			Metrics []struct {
				Value json.RawMessage
				Step  whole
			}
		}
		query := url.Values{"run_id": {r.Info.ID}, "metric_key": {key}, "max_results": {"5000"}}
		if err := c.get(t.Context(), "metrics/get-history", query, &m); err != nil {
			t.Fatal(err)
		}
		if len(m.Metrics) != want {
			t.Errorf("%d of %s, want %d", len(m.Metrics), key, want)
		}
		for _, m := range m.Metrics {
			var value float64
			if key != "loss" || m.Step == madeSteps && string(m.Value) == `"NaN"` {
				continue
			}
			if err := json.Unmarshal(m.Value, &value); err != nil || value != 1/float64(m.Step) {
				t.Errorf("the loss at step %d is %s: %v", m.Step, m.Value, err)
			}
		}
	}
}

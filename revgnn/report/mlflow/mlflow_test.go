package mlflow

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// made is a run of 1200 steps with an evaluation at each hundredth, whose last loss is not finite.
type made struct{}

const madeSteps = 1200

func (made) Label() string { return "made" }

func (made) Info() run.Info {
	network := options.NewNetwork(options.Reversible)
	network.Operator = options.Operator{Name: "GCN"}
	return run.Info{Model: run.Model{Options: network}, Training: options.NewTraining(), Metric: "accuracy@1",
		Loss: "cross-entropy", Device: "CPU", Versions: map[string]string{"go": "1.26"},
		Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

func (made) History() (list []run.Record) {
	for step := 1; step <= madeSteps; step++ {
		loss, rate, at := 1/float64(step), 0.5, time.Duration(step)*time.Second
		if step == madeSteps {
			loss = math.NaN()
		}
		list = append(list, run.Record{Kind: run.Step, Step: step, Elapsed: at, Loss: &loss, LearningRate: &rate})
		if step%100 == 0 {
			list = append(list, run.Record{Kind: run.Evaluation, Step: step, Elapsed: at, Valid: &rate})
		}
	}
	return list
}

// complete tells what a server lacks of made.
func (f *fake) complete(t *testing.T) {
	t.Helper()
	f.lock.Lock()
	defer f.lock.Unlock()
	if n, m := len(f.metrics["loss"]), len(f.metrics["accuracy_1/valid"]); n != madeSteps || m != madeSteps/100 {
		t.Errorf("%d losses and %d metrics", n, m)
	}
	if v := f.metrics["loss"][4]; v != 0.25 {
		t.Errorf("the loss at step 4 is %v", v)
	}
	if v := f.metrics["loss"][madeSteps]; v != "NaN" {
		t.Errorf("the last loss is %v", v)
	}
	if f.twice > 0 {
		t.Errorf("%d metrics were sent twice", f.twice)
	}
	if f.params["operator"] != "GCN" || f.params["epochs"] != "100" || f.tags["device"] != "CPU" ||
		f.tags["version of go"] != "1.26" {
		t.Errorf("parameters %v, tags %v", f.params, f.tags)
	}
}

// words keeps what an observer says.
type words struct {
	lock sync.Mutex
	list []string
}

func (w *words) say(err error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.list = append(w.list, err.Error())
}

// observer is one that is quick, and its words.
func observer(f *fake) (*Observer, *words) {
	w := &words{}
	o := To(f.URL, "tests").WithName("first").WithTag("why", "a test").WithErrors(w.say)
	o.every, o.patience = 5*time.Millisecond, 5*time.Second
	return o, w
}

func TestObserver(t *testing.T) {
	f := newFake(t)
	o, w := observer(f)
	o.Started(made{}.Info(), run.Memory{}, nil)
	for _, r := range (made{}).History() {
		o.Recorded(r)
	}
	o.Finished(run.Complete, nil)
	f.complete(t)
	if f.status != "FINISHED" || f.name != "first" || f.tags["why"] != "a test" || f.experiment != "tests" {
		t.Errorf("status %s, name %s, tags %v", f.status, f.name, f.tags)
	}
	if len(w.list) > 0 || o.Err() != nil {
		t.Errorf("%v, %v", w.list, o.Err())
	}
}

// TestDown has a server that is away for a while: it is said once, and nothing is lost.
func TestDown(t *testing.T) {
	f := newFake(t)
	f.setDown(true)
	o, w := observer(f)
	o.Started(made{}.Info(), run.Memory{}, nil)
	for i, r := range (made{}).History() {
		if i == 500 {
			time.Sleep(50 * time.Millisecond) // it is tried, more than once
			f.setDown(false)
		}
		o.Recorded(r)
	}
	o.Finished(run.Interrupted, nil)
	f.complete(t)
	if f.status != "KILLED" || o.Err() != nil {
		t.Errorf("status %s, %v", f.status, o.Err())
	}
	if len(w.list) != 1 || !strings.Contains(w.list[0], "503") || !strings.Contains(w.list[0], "the training goes on") {
		t.Errorf("%q", w.list)
	}
}

// TestGone has servers that do not take the last records in time. The same training, gone on with, or Log sends the
// rest.
func TestGone(t *testing.T) {
	history := made{}.History()
	for name, rest := range map[string]func(f *fake) error{
		"gone on with": func(f *fake) error {
			o, _ := observer(f)
			o.Started(made{}.Info(), run.Memory{}, history)
			o.Finished(run.Complete, nil)
			return o.Err()
		},
		"log": func(f *fake) error { return Log(t.Context(), f.URL, "tests", made{}) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			o, w := observer(f)
			o.patience = 50 * time.Millisecond
			o.Started(made{}.Info(), run.Memory{}, history[:600])
			for until := time.Now().Add(10 * time.Second); o.left() > 0 && time.Now().Before(until); {
				time.Sleep(time.Millisecond)
			}
			f.setDown(true)
			for _, r := range history[600:] {
				o.Recorded(r)
			}
			o.Finished(run.Failed, errors.New("a fault"))
			left := fmt.Sprintf("%d records and the end of the run were not sent: mlflow.Log", len(history)-600)
			if last := len(w.list) - 1; last < 0 || !strings.Contains(w.list[last], left) || o.Err() == nil {
				t.Errorf("%q, %v", w.list, o.Err())
			}
			f.setDown(false)
			if err := rest(f); err != nil {
				t.Fatal(err)
			}
			f.complete(t)
			if f.status != "FINISHED" {
				t.Errorf("status %s", f.status)
			}
		})
	}
}

func (o *Observer) left() int {
	o.lock.Lock()
	defer o.lock.Unlock()
	return len(o.waiting)
}

// TestSilent has a server that never answers: the training's end waits so long and no longer.
func TestSilent(t *testing.T) {
	f := newFake(t)
	f.slow = make(chan struct{})
	defer close(f.slow)
	o, w := observer(f)
	o.patience = 20 * time.Millisecond
	o.Started(made{}.Info(), run.Memory{}, made{}.History()[:3])
	o.Finished(run.Complete, nil)
	if len(w.list) != 1 || !strings.Contains(w.list[0], "did not take all within 20ms; 3 records") {
		t.Errorf("%q", w.list)
	}
}

// TestExtended gives a run other options, as more epochs: parameters can't change there, so the new one is a tag.
func TestExtended(t *testing.T) {
	f := newFake(t)
	o, _ := observer(f)
	o.Started(made{}.Info(), run.Memory{}, nil)
	o.Finished(run.Complete, nil)
	info := made{}.Info()
	info.Training.Epochs = 300
	o.Started(info, run.Memory{}, nil)
	o.Finished(run.Complete, nil)
	if f.params["epochs"] != "100" || f.tags["now_ epochs"] != "300" {
		t.Errorf("parameters %v, tags %v", f.params, f.tags)
	}
}

func TestServers(t *testing.T) {
	for _, c := range []struct{ name, server, want string }{
		{"a folder", "./mlruns", `mlflow: "./mlruns" is no address of a tracking server; start one by "mlflow server"`},
		{"none", "", `mlflow: "" is no address`},
		{"nobody there", "http://127.0.0.1:1", "mlflow: http://127.0.0.1:1/api/2.0/mlflow/experiments/get-by-name?" +
			"experiment_name=tests: dial tcp 127.0.0.1:1: connect: connection refused"},
		{"a password", "http://user:secret@127.0.0.1:1", "mlflow: http://user:xxxxx@127.0.0.1:1/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("MLFLOW_TRACKING_URI", "")
			err := Log(t.Context(), c.server, "tests", made{})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v", err)
			}
		})
	}
}

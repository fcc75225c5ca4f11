package revgnn

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/child"
	"github.com/kilolayer/kilolayer/internal/xla/quickly"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// plan is a training that this process or another one does. A zero option is the builder's own.
type plan struct {
	Task      string // of the other process: "predict"; "" trains
	Directory string
	Graph     string // "karate", "split", karate split another way, or "proteins"
	Family    string // "equilibrium", "tied" or else reversible
	Operator  string // "GEN", "GCN" or one of brokenOperators
	Depth     int
	Dropout   float64
	Labels    bool // as inputs and reused, with input dropout and convolutional ends; reversible networks
	Epochs    int
	Parts     int
	Rate      float64
	Seed      uint64
	Norms     int           // steps
	Evaluate  int           // epochs
	Every     time.Duration // between checkpoints
	Pause     time.Duration // after each step
	FileLimit uint64        // bytes that a file may hold; 0 is no limit
	Restart   bool
	Extend    bool
	Teacher   string // a run's directory; with one, the training has all options
	Patience  int    // with a teacher: evaluations; 0 is none
	Own       bool   // a loss, a metric and a callback of the program's own
	Detach    bool   // the other process detaches the training
	Resume    int    // … or goes on with a detached one to that many epochs
}

// small is the plan that others start from.
func small(t *testing.T) plan {
	return plan{Directory: t.TempDir() + "/run", Graph: "karate", Operator: "GEN", Depth: 8, Dropout: 0.2,
		Epochs: 12, Parts: 1, Rate: 1e-2, Evaluate: 4, Every: time.Hour}
}

func (p plan) graph() (*datasets.Graph, error) {
	switch p.Graph {
	case "proteins":
		return datasets.ProteinsLike(60, 400, 1).WithTasks(5).Done()
	case "split":
		return datasets.Karate().WithSplit([]int32{0, 33}, nil, []int32{1, 32}).Done()
	}
	return datasets.Karate().Done()
}

func (p plan) operator() conv.Operator {
	switch p.Operator {
	case "GEN":
		return conv.GEN()
	case "GCN":
		return conv.GCN()
	}
	return brokenOperators[p.Operator]
}

func (p plan) model() (*Model, *datasets.Graph, error) {
	g, err := p.graph()
	if err != nil {
		return nil, nil, err
	}
	var m *Model
	switch p.Family {
	case "equilibrium":
		m, err = Equilibrium(p.operator()).WithChannels(16).WithDropout(p.Dropout).WithJacobianPenalty(0.1).
			For(g).Done()
	case "tied":
		m, err = Residual(p.operator()).WithTiedWeights().WithDepth(p.Depth).WithChannels(16).
			WithDropout(p.Dropout).For(g).Done()
	default:
		b := Reversible(p.operator()).WithDepth(p.Depth).WithChannels(16).WithDropout(p.Dropout).For(g)
		if p.Labels {
			b.WithLabelInput().WithLabelReuse(1).WithInputDropout(0.2).WithConvolutionalEnds(conv.GCN(), conv.SAGE())
		}
		m, err = b.Done()
	}
	return m, g, err
}

func (p plan) builder() (*TrainBuilder, error) {
	m, g, err := p.model()
	if err != nil {
		return nil, err
	}
	b := Train(m, g).WithDirectory(p.Directory).WithEpochs(p.Epochs).WithParts(p.Parts).WithLearningRate(p.Rate).
		WithSeed(p.Seed).WithEvaluationEvery(p.Evaluate).WithCheckpointEvery(p.Every).WithNormsEvery(p.Norms)
	if p.Restart {
		b.WithRestart()
	}
	if p.Extend {
		b.WithExtension()
	}
	if p.Teacher != "" {
		b.WithOptimizer(RMSProp().WithWeightDecay(1e-3)).WithGradientClipping(0.5).WithLoss(LogCrossEntropy()).
			WithWarmUp(4).WithPlateau(0.5, 2).WithDistillation(p.Teacher, 0.5, 0.7)
	}
	if p.Patience > 0 {
		b.WithPatience(p.Patience)
	}
	if p.Own {
		b.WithMetric(ownMetric{}).WithLoss(LossOf("halved", func(labels, mask, logits *graph.Node) *graph.Node {
			return graph.MulScalar(graph.ReduceAllMean(graph.Square(logits)), 0.5)
		})).WithCallback(func(r run.Record) error {
			if run, is := run.Launched(); is {
				fmt.Println("own", r.Kind, r.Step, filepath.Base(run.Dir))
			}
			return nil
		})
	}
	return b, nil
}

// train does the plan in this process.
func (p plan) train(t *testing.T, observers ...run.Observer) (*run.Run, error) {
	t.Helper()
	b, err := p.builder()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observers {
		b.WithObserver(o)
	}
	return b.Done()
}

// complete does the plan in this process and wants no error.
func (p plan) complete(t *testing.T, observers ...run.Observer) *run.Run {
	t.Helper()
	r, err := p.train(t, observers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ownMetric is one that no record can build again.
type ownMetric struct{}

func (ownMetric) String() string { return "count" }

func (ownMetric) Score(s metrics.Split) (float64, error) { return float64(len(s.Nodes)), nil }

// childPlan holds the plan of a process that TestMain turns into a training.
const childPlan = "KILOLAYER_REVGNN_TEST_PLAN"

func TestMain(m *testing.M) {
	quickly.Compile()
	text := os.Getenv(childPlan)
	if text == "" {
		if own, is := run.Launched(); is { // it would run all tests once more, beside these
			panic("no plan for the process that is to train " + own.Dir)
		}
		os.Exit(m.Run())
	}
	var p plan
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		panic(err)
	}
	p.asProcess()
}

// asProcess does the plan as a notebook's cell would, with Must.
func (p plan) asProcess() {
	if p.FileLimit > 0 {
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: p.FileLimit, Max: p.FileLimit}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			panic(err)
		}
	}
	if p.Task == "predict" {
		m := cell.Must(Load(p.Directory))
		g := cell.Must(p.graph())
		logits := cell.Must(m.Predict(g).Done())
		cell.Must(0, json.NewEncoder(os.Stdout).Encode(logits.Data))
		os.Exit(0)
	}
	if _, is := run.Launched(); p.Resume > 0 && !is {
		cell.Must(run.Resume(p.Directory, p.Resume))
		os.Exit(0)
	}
	b := cell.Must(p.builder())
	b.WithObserver(teller{p.Pause})
	if p.Detach {
		fmt.Println("before")
		fmt.Println(cell.Must(b.Detach()).ID)
		fmt.Println("after")
		os.Exit(0)
	}
	b.Must()
	fmt.Println("complete")
	os.Exit(0)
}

// teller prints what an observer sees.
type teller struct{ pause time.Duration }

func (teller) Started(run.Info, run.Memory, []run.Record) { fmt.Println("started") }

func (o teller) Recorded(r run.Record) {
	fmt.Println(r.Kind, r.Step)
	time.Sleep(o.pause)
}

func (teller) Finished(status run.Status, _ error) { fmt.Println("finished", status) }

// start does the plan in another process.
func (p plan) start(t *testing.T, env ...string) *child.Process {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return child.Start(t, append(env, childPlan+"="+string(text))...)
}

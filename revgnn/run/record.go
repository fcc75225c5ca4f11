package run

import (
	"slices"
	"strings"
	"time"
)

// Kind says what a line of history is about.
type Kind string

const (
	Step       Kind = "step"       // one optimizer step
	Evaluation Kind = "evaluation" // metrics over the splits, after a step
)

// Record is one line of history.jsonl.
//
// Losses and metrics that were not measured are nil, as are the solves of a network without a solver; a NaN or an infinity
// is kept and written as a string.
type Record struct {
	Kind         Kind
	Step         int           // optimizer steps done so far, from 1
	Epoch        int           // the epoch this step belongs to, from 1
	Elapsed      time.Duration // training time so far, over all the processes that worked on the run
	Loss         *float64      // training loss of the step
	LearningRate *float64
	Train        *float64      // the metric on the training nodes
	Valid        *float64      // … on the validation nodes
	Test         *float64      // … on the test nodes
	Waited       time.Duration // of a step: how long the device was idle because the step's data was not there yet
	LiveBytes    int64         // resident set of the process, 0 when unknown
	Forward      *Solve        // the search for the fixed point
	Backward     *Solve        // … and for that of the adjoint equation, whose solution gives the gradient
	Norms        *Norms        // by layer; kept for some steps only, else nil
}

// Norms are sizes by layer at one step, the first layer's first. The writer keeps four significant digits.
type Norms struct {
	// Gradient is the l2 norm of the loss's gradient by each layer's parameters. Layers that share theirs have one number
	// together, the norm of the sum over them.
	Gradient []float64
	// Activation is the root mean square of each layer's output; nil where there are no layers or it was not measured.
	Activation []float64
}

// Solve is how one search for a fixed point ended.
type Solve struct {
	Status      string    // "converged", "cap reached", "diverged" or "not finite"
	Evaluations int       // of the function whose fixed point is sought
	Residual    float64   // of the best iterate, as one vector, in the tolerance's measure
	Worst       float64   // … at the worst node
	Trace       []float64 // the residual by iteration; kept for some steps only, else nil
}

// Failed says whether the search ended before it converged. It is false for nil, where nothing was sought.
func (s *Solve) Failed() bool { return s != nil && s.Status != "converged" }

// Info is run.json: what was trained, on what, and with what. It does not change during a run.
type Info struct {
	Model       Model             `json:"model"`
	Data        Data              `json:"data"`
	Metric      string            `json:"metric"` // "accuracy" or "rocauc"
	Loss        string            `json:"loss"`
	Seed        int64             `json:"seed"`
	Epochs      int               `json:"epochs"`
	Steps       int               `json:"steps"` // optimizer steps the run is to make in all
	Parts       int               `json:"parts"`
	Options     map[string]string `json:"options"`  // training options by name, for the record
	Versions    map[string]string `json:"versions"` // kilolayer, gomlx, go-xla, go, plugin
	Device      string            `json:"device"`
	DeviceBytes int64             `json:"device_bytes"` // memory of the device, 0 when unknown
	Created     time.Time         `json:"created"`
}

// Model names a network: everything needed to build it again.
type Model struct {
	Family      string         `json:"family"`   // "reversible", …
	Operator    string         `json:"operator"` // "GEN(max)", …
	Depth       int            `json:"depth"`    // layers; 0 for an equilibrium network, which has none
	Channels    int            `json:"channels"`
	Groups      int            `json:"groups"`         // 1 for a network without groups
	Tied        bool           `json:"tied,omitempty"` // all layers share one set of parameters
	Parameters  int64          `json:"parameters"`
	Config      map[string]any `json:"config"`      // every option of the builder
	Fingerprint string         `json:"fingerprint"` // of all of the above but Parameters
}

// Name is the network in a few words, without its size: "weight-tied reversible GEN(max)", "equilibrium GCN".
func (m Model) Name() string {
	words := []string{m.Family, m.Operator}
	if m.Tied && m.Depth > 0 { // without layers nothing else is possible
		words = slices.Insert(words, 0, "weight-tied")
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// Data names the graph trained on.
type Data struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"` // of the graph's content
	Nodes       int    `json:"nodes"`
	Edges       int    `json:"edges"` // directed
}

// Memory is what one training step of a network needs, in bytes, in four parts: activations, to which a solver's share is
// added in SolverBytes, parameters and gradients, optimizer state, data. The program's own code stands beside them.
type Memory struct {
	Label      string `json:"label"` // how a figure names it; "" means its depth, or its family where it has none
	Family     string `json:"family"`
	Depth      int    `json:"depth"` // layers; 0 for an equilibrium network
	Channels   int    `json:"channels"`
	Groups     int    `json:"groups"`
	Tied       bool   `json:"tied,omitempty"`
	Backward   string `json:"backward,omitempty"` // the backward mode
	Parameters int64  `json:"parameters"`         // how many, not bytes

	Activations        int64 `json:"activation_bytes"` // temporary memory of the compiled step but SolverBytes
	SolverBytes        int64 `json:"solver_bytes"`     // the solver's history and iterates; 0 without a solver
	ParameterBytes     int64 `json:"parameter_bytes"`
	GradientBytes      int64 `json:"gradient_bytes"`
	OptimizerBytes     int64 `json:"optimizer_bytes"`
	DataBytes          int64 `json:"data_bytes"`
	GeneratedCodeBytes int64 `json:"generated_code_bytes"` // the compiled program's code; in no part

	Source      string `json:"source"` // "estimated" or "compiled"
	Device      string `json:"device"`
	DeviceBytes int64  `json:"device_bytes"` // the device's memory, 0 when unknown
}

// Total is all four parts together: activations with the solver's share, parameters and gradients, optimizer state, data. It
// is what must be free on the device for a step. The program's code is no part of it: it is small, and an estimate can't
// know it.
func (m Memory) Total() int64 {
	return m.Activations + m.SolverBytes + m.ParameterBytes + m.GradientBytes + m.OptimizerBytes + m.DataBytes
}

// Profile returns m itself, so that figures take runs and profiles alike.
func (m Memory) Profile() Memory { return m }

// Profiled is what a memory figure can show: a Memory, a *Run, a compiled profile.
type Profiled interface{ Profile() Memory }

// Observer follows a run while it trains. Calls come from one goroutine.
type Observer interface {
	// Started is called once before the first step; history holds the steps of earlier processes.
	Started(info Info, memory Memory, history []Record)
	// Recorded is called after each step and each evaluation.
	Recorded(Record)
	// Finished is called once at the end, however it came; err is nil when the run is complete.
	Finished(status Status, err error)
}

// Status says how far a run came.
type Status string

const (
	Running     Status = "running"
	Complete    Status = "complete"
	Interrupted Status = "interrupted" // by the user; it can be continued
	Failed      Status = "failed"
)

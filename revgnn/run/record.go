package run

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/units"
)

// Kind says what a line of history is about.
type Kind string

const (
	Step       Kind = "step"       // one optimizer step
	Evaluation Kind = "evaluation" // metrics over the splits, after a step
)

// Record is one line of history.jsonl.
//
// Losses and metrics that were not measured are nil, as are the solves of a network without a solver; a NaN or an
// infinity is kept and written as a string.
//
// LiveBytes is what the system counts for the process, after a training has given back what is no longer used. On a CPU
// that is what the compiled step needs (Memory), the graph itself where the step does not compute on its arrays, and
// some 0.2 GB more: the libraries, compiled programs, what XLA's threads keep for their next temporary arrays, and Go's
// heap. Of several parts the next one is there, too. On a GPU it is the host's memory alone.
type Record struct {
	Kind         Kind
	Step         int           // optimizer steps done so far, from 1
	Epoch        int           // the epoch this step belongs to, from 1
	Elapsed      time.Duration // training time so far, over all the processes that worked on the run
	Loss         *float64      // training loss of the step; nil where its part of the graph had no label
	LearningRate *float64
	Train        *float64      // the metric on the training nodes
	Valid        *float64      // … on the validation nodes
	Test         *float64      // … on the test nodes
	Waited       time.Duration // of a step: how long the device was idle because the step's data was not there yet
	LiveBytes    int64         // resident memory of the process, see below; 0 when unknown
	Forward      *Solve        // the search for the fixed point
	Backward     *Solve        // … and for that of the adjoint equation, whose solution gives the gradient
	Norms        *Norms        // by layer; kept for some steps only, else nil
}

// Norms are sizes by layer at one step, the first layer's first. The writer keeps four significant digits.
type Norms struct {
	// Gradient is the l2 norm of the loss's gradient by each layer's parameters. Layers that share theirs have one
	// number together, the norm of the sum over them.
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

// Info is run.json: what was trained, on what, and with what. It does not change while a process trains; [Extend] gives
// a run more epochs, and going on with it may take another number of devices.
type Info struct {
	Label    string           `json:"label,omitempty"` // one's own name for the run in tables and figures
	Model    Model            `json:"model"`
	Data     Data             `json:"data"`
	Training options.Training `json:"training"`
	// LaterDevices tells from which steps on how many devices trained, where a run was gone on with on another number
	// than Training has, on which it began; nil otherwise.
	LaterDevices []DevicesFrom `json:"later devices,omitempty"`
	// Metric and Loss name what the training scored with and made small, also where the options leave them open.
	Metric string `json:"metric"` // of package metrics, as in "accuracy", or the name of a user's own
	Loss   string `json:"loss"`
	// LessIsBetter says that a smaller metric is the better one.
	LessIsBetter bool `json:"less is better,omitzero"`
	// Scale is what real numbers are divided by before they are learned; nil for other labels.
	Scale *Scale `json:"scale,omitempty"`
	// Teacher is the fingerprint of the parameters of the network that is learned from; "" without one.
	Teacher string `json:"teacher,omitempty"`
	// Start is the fingerprint of the parameters that the training started from; "" of a run that was not trained.
	Start string `json:"start,omitempty"`
	// Concerns are what was found in the graph before the training and may spoil it, a line each.
	Concerns    []string          `json:"concerns,omitempty"`
	Versions    map[string]string `json:"versions"` // of kilolayer, gomlx, go-xla, go and the plugin
	Device      string            `json:"device"`
	DeviceBytes int64             `json:"device_bytes"` // memory of the device, 0 when unknown
	Created     time.Time         `json:"created"`
}

// DevicesFrom tells how many devices trained from a step on.
type DevicesFrom struct {
	Step    int `json:"step"`
	Devices int `json:"devices"`
}

// devices is how many devices the last steps were taken on.
func (i Info) devices() int {
	if n := len(i.LaterDevices); n > 0 {
		return i.LaterDevices[n-1].Devices
	}
	return max(1, i.Training.Devices)
}

// devicesTold is how many devices trained, as in "2, from step 9 on 1"; "" where it was one alone all the time.
func (i Info) devicesTold() string {
	if len(i.LaterDevices) == 0 && i.Training.Devices <= 1 {
		return ""
	}
	told := []string{fmt.Sprint(max(1, i.Training.Devices))}
	for _, d := range i.LaterDevices {
		told = append(told, fmt.Sprintf("from step %d on %d", d.Step, d.Devices))
	}
	return strings.Join(told, ", ")
}

// Scale standardizes real numbers: a network learns (y − Mean)/Deviation of each, over the labelled values of the
// training nodes. A column of equal values has the deviation 1.
type Scale struct {
	Mean      []float64 `json:"mean"`      // [outputs]
	Deviation []float64 `json:"deviation"` // [outputs], positive; with n in the denominator
}

// Standardized is what is learned in the place of a value of a column. A scale of nil leaves it as it is.
func (s *Scale) Standardized(value float64, column int) float64 {
	if s == nil {
		return value
	}
	return (value - s.Mean[column]) / s.Deviation[column]
}

// Value is the value of a column that is learned as a standardized one. A scale of nil leaves it as it is.
func (s *Scale) Value(standardized float64, column int) float64 {
	if s == nil {
		return standardized
	}
	return s.Mean[column] + s.Deviation[column]*standardized
}

// Better tells whether a value of the run's metric is better than another one. NaN is not better than anything, nor is
// anything better than NaN.
func (i Info) Better(a, b float64) bool { return better(a, b, i.LessIsBetter) }

// Score is a value of the run's metric as text: to four decimals, or, of an error, which is in the unit of what is
// predicted, to four digits.
func (i Info) Score(value float64) string {
	if i.LessIsBetter {
		return units.Number(value)
	}
	return units.Score(value)
}

func better(a, b float64, lessIsBetter bool) bool {
	if lessIsBetter {
		return a < b
	}
	return a > b
}

// Steps is how many optimizer steps the run makes in all.
func (i Info) Steps() int { return i.Training.Steps() }

// Model names a network: everything needed to build it again, and the parts that it is made of.
type Model struct {
	Options options.Network `json:"options"`
	Widths  Widths          `json:"widths"`
	Parts   []Part          `json:"parts"` // in the order that values pass through them
}

// Widths is what a network takes from the graph that it is built for.
type Widths struct {
	// NodeFeatures is the width of the nodes' features.
	NodeFeatures int `json:"node features"`
	// EdgeSums tells that the nodes' features are sums of the features of their edges.
	EdgeSums bool `json:"edge sums,omitzero"`
	// Species is the width of the one-hot species, 0 without.
	Species int `json:"species,omitzero"`
	// EdgeFeatures is the width of the edges' features, 0 where no operator reads them.
	EdgeFeatures int `json:"edge features,omitzero"`
	// Weighted tells that the edges have weights.
	Weighted bool `json:"weighted,omitzero"`
	// Outputs is the number of classes, of yes/no tasks, or of real numbers.
	Outputs int `json:"outputs"`
	// Labels is what the outputs are.
	Labels options.Labels `json:"labels"`
}

// Inputs is how many numbers a node has before the first map: features, labels that are inputs, the encoded species.
func (w Widths) Inputs(labels bool) int {
	width := w.NodeFeatures + w.Species
	if labels {
		width += w.Outputs
	}
	return width
}

// Part is one part of a network.
type Part struct {
	Kind PartKind `json:"kind"`
	// Layers is how often the part is run one after the other, 0 for one that is no layer.
	Layers     int   `json:"layers,omitempty"`
	In         int   `json:"in"` // width of its input, a row per node, or per edge for EdgeEncoder
	Out        int   `json:"out"`
	Parameters int64 `json:"parameters"` // of all layers together
}

// PartKind says what a part of a network does.
type PartKind string

const (
	SpeciesEncoder   PartKind = "species encoder"
	NodeEncoder      PartKind = "node encoder"
	FirstConvolution PartKind = "first convolution" // in place of the node encoder
	EdgeEncoder      PartKind = "edge encoder"
	FirstLayer       PartKind = "first layer" // with parameters of its own, before weight-tied layers
	Layers           PartKind = "layers"
	Block            PartKind = "block" // whose equilibrium is sought
	Head             PartKind = "head"
	LastConvolution  PartKind = "last convolution" // in place of the linear head
)

// Parameters counts the trainable numbers of all parts.
func (m Model) Parameters() (n int64) {
	for _, p := range m.Parts {
		n += p.Parameters
	}
	return n
}

// Fingerprint is a short name for the network's options and widths.
func (m Model) Fingerprint() string {
	text, err := json.Marshal(struct {
		Options options.Network
		Widths  Widths
	}{m.Options, m.Widths})
	if err != nil {
		return "" // an operator's record is no JSON, which no run's record is
	}
	h := fnv.New64a()
	h.Write(text)
	return fmt.Sprintf("%016x", h.Sum64())
}

// Data names the graph trained on.
type Data struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"` // of the graph's content
	Nodes       int    `json:"nodes"`
	Edges       int    `json:"edges"` // directed
	// Schema is the names of the graph's features, classes and outputs, what its features were scaled by, and what the
	// columns of its files became.
	Schema datasets.Schema `json:"schema,omitzero"`
}

// Memory is what one training step of a network needs, in bytes, in four parts: activations, to which a solver's share
// is added in SolverBytes, parameters and gradients, optimizer state, data. The program's own code stands beside them.
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

// Total is all four parts together: activations with the solver's share, parameters and gradients, optimizer state,
// data. It is what must be free on the device for a step. The program's code is no part of it: it is small, and an
// estimate can't know it.
func (m Memory) Total() int64 {
	return m.Activations + m.SolverBytes + m.ParameterBytes + m.GradientBytes + m.OptimizerBytes + m.DataBytes
}

// String is the four parts in a line.
func (m Memory) String() string {
	return fmt.Sprintf("%s of activations, %s of parameters and gradients, %s of optimizer state, %s of data (%s)",
		units.Bytes(m.Activations+m.SolverBytes), units.Bytes(m.ParameterBytes+m.GradientBytes),
		units.Bytes(m.OptimizerBytes), units.Bytes(m.DataBytes), m.Source)
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

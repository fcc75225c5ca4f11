package xla

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/go-xla/stablehlo"
	stablehloshapes "github.com/gomlx/go-xla/types/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/kernel"
)

// registered holds the plugins that know the kernels, by the names that their backends go by.
var registered sync.Map

// registerKernels makes the kernels of internal/kernel known to a CPU plugin that can take them.
func registerKernels(name string) {
	if p, err := pjrt.GetPlugin(name); err == nil && kernel.Register(apiOf(p)) == nil {
		registered.Store(name, true)
	}
}

// HasKernels tells whether programs of the graph's backend call the kernels of internal/kernel: on XLA's CPU plugin,
// unless KILOLAYER_KERNELS=off. Elsewhere XLA's or Go's own operations do their work.
func HasKernels(g *graph.Graph) bool { return hasKernels(g.Backend()) }

// HasKernelsFor tells whether they compute on values of x's type.
func HasKernelsFor(x *graph.Node) bool {
	return (x.DType() == dtypes.Float32 || x.DType() == dtypes.Float64) && HasKernels(x.Graph())
}

func hasKernels(backend compute.Backend) bool {
	b, ok := backend.(*xla.Backend)
	if !ok || !kernelsAsked() {
		return false
	}
	_, known := registered.Load(b.PluginName())
	return known
}

func kernelsAsked() bool { return os.Getenv(envKernels) != "off" }

// Kernel calls a kernel by its name in internal/kernel's list, with numbers that belong to the program. It has no
// gradient of its own: CustomVJP gives it one.
//
// The library has no node for it. So one is built as a barrier of as many values, and what its results stand for is
// replaced by those of the call; XLA drops the barrier, which nothing reads.
func Kernel(name string, inputs []*graph.Node, outputs []shapes.Shape, numbers ...float64) []*graph.Node {
	return call{name: name, inputs: len(inputs), outputs: outputs, numbers: numbers}.of(inputs)
}

// InPlace says that a kernel may write a result where an operand is: XLA copies the operand first where something reads
// it afterwards.
type InPlace struct{ Operand, Result int }

// KernelInPlace is Kernel with a result in the place of an operand.
func KernelInPlace(name string, inputs []*graph.Node, outputs []shapes.Shape, place InPlace,
	numbers ...float64) []*graph.Node {
	return call{name: name, inputs: len(inputs), outputs: outputs, numbers: numbers, place: &place}.of(inputs)
}

// of calls the kernel.
func (c call) of(inputs []*graph.Node) []*graph.Node {
	operands := slices.Clone(inputs)
	for _, shape := range c.outputs {
		operands = append(operands, graph.Zeros(inputs[0].Graph(), shape))
	}
	for i, operand := range operands {
		operands[i] = graph.StopGradient(operand)
	}
	results := graph.OptimizationBarriers(operands...)
	barrier, n := results[0].Inputs()[0], len(inputs)
	values := valuesOf(barrier)
	of := statementOf(values[0]).Inputs[:n]
	kinds := make([]stablehloshapes.Shape, len(c.outputs))
	for i := range c.outputs {
		kinds[i] = values[n+i].Shape()
	}
	called, err := stablehlo.CustomCallV2("kilolayer_"+c.name, "", of, nil, kinds, nil)
	if err != nil {
		panic(fmt.Errorf("xla: kernel %s: %w", c.name, err))
	}
	attributes := statementOf(called[0]).Attributes
	attributes["api_version"] = int32(4) // XLA's typed foreign functions
	attributes["backend_config"] = program(c.numbers)
	if c.place != nil {
		attributes["output_operand_aliases"] = *c.place
	}
	for i, value := range called {
		setValue(barrier, n+i, value)
	}
	callsOf(inputs[0].Graph())[barrier] = c
	return results[n:]
}

// call is what Kernel built a node of.
type call struct {
	name    string
	inputs  int
	outputs []shapes.Shape
	numbers []float64
	place   *InPlace // nil for none
}

type callsState struct{}

// callsOf lists the graph's calls of kernels, by the nodes that stand for them.
func callsOf(g *graph.Graph) map[*graph.Node]call {
	if calls, ok := g.State(callsState{}).(map[*graph.Node]call); ok {
		return calls
	}
	calls := map[*graph.Node]call{}
	g.AttachState(callsState{}, calls)
	return calls
}

// clone is the node's operation on other operands.
func clone(node *graph.Node, operands []*graph.Node) *graph.Node {
	if c, ok := callsOf(node.Graph())[node]; ok {
		return c.of(operands[:c.inputs])[0].Inputs()[0]
	}
	return node.CloneWithInputs(operands...)
}

// program is the numbers of a program, as an attribute in StableHLO's text.
type program []float64

// ToStableHLO writes the numbers by names in the order of the alphabet, which is the order that a kernel gets them in.
func (p program) ToStableHLO() string {
	parts := make([]string, len(p))
	for i, number := range p {
		parts[i] = fmt.Sprintf("%c = 0x%016X : f64", 'a'+i, math.Float64bits(number)) // exact, and infinities too
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// ToStableHLO writes which result has the place of which operand.
func (p InPlace) ToStableHLO() string {
	return fmt.Sprintf("[#stablehlo.output_operand_alias<output_tuple_indices = [%d], operand_index = %d, "+
		"operand_tuple_indices = []>]", p.Result, p.Operand)
}

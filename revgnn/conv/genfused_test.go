package conv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// genCases are operators with a number of features of the edges, and the width of their output.
var genCases = []struct {
	name          string
	operator      GENConv
	features, out int
}{
	{"max", GEN(), 0, 7},
	{"max, features", GEN(), 3, 5},
	{"max, as many features as registers", GEN().WithoutBias(), fixedFeatures, 77},
	{"max, many features", GEN(), 11, 29},
	{"sum", GEN().WithAggregation(Sum), fixedFeatures, 29},
	{"mean", GEN().WithAggregation(Mean).WithoutBias(), 3, 7},
	{"mean of one vector and a rest", GEN().WithAggregation(Mean), 0, 45},
	{"softmax", GEN().WithAggregation(Softmax).WithTemperature(3), 0, 45},
	{"learned softmax", GEN().WithAggregation(Softmax).WithTemperature(0.7).WithLearnedTemperature(),
		fixedFeatures, 29},
	{"softmax, many features", GEN().WithAggregation(Softmax), 11, 7},
	{"power", GEN().WithAggregation(Power).WithExponent(2), 3, 29},
	{"learned power", GEN().WithAggregation(Power).WithExponent(0.8).WithLearnedExponent(), fixedFeatures, 7},
}

// fixedFeatures is the number of features that the kernels have a form of their own for.
const fixedFeatures = 8

// genHubs is hubs with features of the edges and an MLP that is one map.
func genHubs(operator GENConv, nodes, edges, features, out int, weighted bool) layer {
	operator = operator.WithMLPLayers(1)
	l := hubs(operator, nodes, edges, out, out, false)
	if features > 0 {
		rng := rand.New(rand.NewPCG(uint64(features), 5))
		const width = 4
		l.values["features"] = normal(rng, edges, features)
		l.values["embedding.weight"] = normal(rng, features, width)
		l.values["embedding.bias"] = normal(rng, width)
		for _, p := range l.parameters() {
			if _, ok := l.values["param."+p.Name]; !ok {
				l.values["param."+p.Name] = normal(rng, p.Shape...)
			}
		}
	}
	if weighted && operator.UsesWeights() {
		l = l.weighted()
	}
	return l
}

// Each case has one type, and all of them where KILOLAYER_ALL=1.
func TestGENKernels(t *testing.T) {
	all := os.Getenv("KILOLAYER_ALL") == "1"
	for i, c := range genCases {
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			if !all && (dtype == dtypes.Float32) != (i%3 == 1) {
				continue
			}
			t.Run(fmt.Sprintf("%s, %s", c.name, dtype), func(t *testing.T) {
				tolerance := 1e-12
				if dtype == dtypes.Float32 {
					tolerance = 1e-4
				}
				sameAsOperations(t, genHubs(c.operator, 23, 300, c.features, c.out, true), dtype, tolerance)
			})
		}
	}
}

// NaN and infinities reach the same numbers as by XLA's operations.
func TestGENKernelsOfNoNumbers(t *testing.T) {
	for _, operator := range []GENConv{GEN(), GEN().WithAggregation(Sum), GEN().WithAggregation(Softmax),
		GEN().WithAggregation(Power).WithExponent(2)} {
		t.Run(operator.String(), func(t *testing.T) {
			l := genHubs(operator, 40, 60, 3, 6, false)
			for i, value := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				l.values["x"].Values[(3+i)*6+i] = value
			}
			sameAsOperations(t, l, dtypes.Float64, 1e-12)
		})
	}
}

// Indices that are not there, and edges out of order, are refused.
func TestGENKernelsRefuse(t *testing.T) {
	t.Setenv("KILOLAYER_KERNELS", "on")
	for _, c := range []struct {
		name           string
		source, target []int32
	}{
		{"source", []int32{0, 3}, []int32{1, 1}},
		{"order", []int32{0, 1}, []int32{2, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refusesEdges(t, c.source, c.target, func(x *graph.Node, edges *Edges) *graph.Node {
				return largestMessages(messageParts{}.list(x), edges)
			})
		})
	}
}

// FuzzGENKernels compares the kernels with XLA's operations on graphs and options of any kind.
func FuzzGENKernels(f *testing.F) {
	f.Add(uint8(5), uint16(20), uint8(8), uint8(5), uint8(0xff))
	f.Fuzz(func(t *testing.T, nodes uint8, edges uint16, features, out, options uint8) {
		has := func(bit int) bool { return options>>bit&1 == 1 }
		operator := GEN().WithAggregation(Aggregation(options >> 4 % 5))
		switch operator.aggregation {
		case Softmax:
			operator = operator.WithLearnedTemperature()
		case Power:
			operator = operator.WithExponent(1.5).WithLearnedExponent()
		}
		if has(0) {
			operator = operator.WithoutBias()
		}
		l := genHubs(operator, 3+int(nodes), 1+int(edges)%2000, int(features)%20, 1+int(out)%140, has(1))
		if has(2) {
			l.values["x"].Values[0] = math.NaN()
		}
		if has(3) {
			sameAsOperations(t, l, dtypes.Float32, 1e-3)
		} else {
			sameAsOperations(t, l, dtypes.Float64, 1e-11)
		}
	})
}

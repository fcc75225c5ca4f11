package solver

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/internal/xla"
	"gonum.org/v1/gonum/mat"
)

// onBackend starts one of the two backends.
func onBackend(t *testing.T, start func() (compute.Backend, error)) compute.Backend {
	t.Helper()
	backend, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

// call runs a graph of the inputs.
func call(t *testing.T, backend compute.Backend, build func(in []*graph.Node) []*graph.Node,
	inputs ...any) []*tensors.Tensor {
	t.Helper()
	out, _ := callWithGraph(t, backend, build, inputs...)
	return out
}

func callWithGraph(t *testing.T, backend compute.Backend, build func(in []*graph.Node) []*graph.Node,
	inputs ...any) ([]*tensors.Tensor, *graph.Graph) {
	t.Helper()
	exec, err := graph.NewExec(backend, build)
	if err != nil {
		t.Fatal(err)
	}
	own := slices.Clone(inputs) // a tensor lives on one backend
	for i, input := range own {
		if x, ok := input.(*tensors.Tensor); ok {
			if own[i], err = x.LocalClone(); err != nil {
				t.Fatal(err)
			}
		}
	}
	out, g, err := exec.CallWithGraph(own...)
	if err != nil {
		t.Fatal(err)
	}
	return out, g
}

// flat reads a tensor as float64, whatever its type.
func flat(t *testing.T, x *tensors.Tensor) []float64 {
	t.Helper()
	switch x.DType() {
	case dtypes.Float64:
		values, err := tensors.CopyFlatData[float64](x)
		if err != nil {
			t.Fatal(err)
		}
		return values
	case dtypes.Float32:
		values, err := tensors.CopyFlatData[float32](x)
		if err != nil {
			t.Fatal(err)
		}
		wide := make([]float64, len(values))
		for i, v := range values {
			wide[i] = float64(v)
		}
		return wide
	}
	t.Fatalf("a tensor of type %s", x.DType())
	return nil
}

// solved is a Result as numbers.
type solved struct {
	z           []float64
	status      Status
	evaluations int
	residual    float64
	worst       float64
	trace       []float64
}

func nodes(r Result) []*graph.Node {
	return []*graph.Node{r.Z, r.Status, r.Evaluations, r.Residual, r.Worst, r.Trace}
}

func read(t *testing.T, out []*tensors.Tensor) solved {
	t.Helper()
	return solved{z: flat(t, out[0]), status: Status(out[1].Value().(int32)), evaluations: int(out[2].Value().(int32)),
		residual: flat(t, out[3])[0], worst: flat(t, out[4])[0], trace: flat(t, out[5])}
}

// random returns a tensor of normal numbers times scale.
func random(seed uint64, scale float64, dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	r := rand.New(rand.NewPCG(seed, 1))
	values := make([]float64, n)
	for i := range values {
		values[i] = scale * r.NormFloat64()
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

// symmetric returns a matrix of the given eigenvalues in a random basis.
func symmetric(seed uint64, eigenvalues []float64) *mat.Dense {
	n := len(eigenvalues)
	r := rand.New(rand.NewPCG(seed, 2))
	basis := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			basis.Set(i, j, r.NormFloat64())
		}
	}
	var qr mat.QR
	qr.Factorize(basis)
	var q, scaled, a mat.Dense
	qr.QTo(&q)
	scaled.Mul(&q, mat.NewDiagDense(n, eigenvalues))
	a.Mul(&scaled, q.T())
	return &a
}

// spread returns n numbers from first to last in equal steps.
func spread(n int, first, last float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = first + (last-first)*float64(i)/float64(n-1)
	}
	return values
}

func tensorOf(m *mat.Dense) *tensors.Tensor {
	rows, cols := m.Dims()
	return tensors.FromFlatDataAndDimensions(mat.DenseCopyOf(m).RawMatrix().Data, rows, cols)
}

func matrixOf(t *testing.T, x *tensors.Tensor) *mat.Dense {
	t.Helper()
	return mat.NewDense(x.Shape().Dim(0), x.Shape().Dim(1), flat(t, x))
}

// linear is f(z) = A·z + b for z and b [n, c].
func linear(z *graph.Node, in []*graph.Node) *graph.Node {
	return graph.Add(graph.Dot(in[0], z).Product(), in[1])
}

// distance is ‖a−b‖/‖b‖.
func distance(a, b []float64) float64 {
	var difference, size float64
	for i := range b {
		difference += (a[i] - b[i]) * (a[i] - b[i])
		size += b[i] * b[i]
	}
	return math.Sqrt(difference / size)
}

var methods = []Solver{Picard(), Anderson(), Broyden()}

var backends = map[string]func() (compute.Backend, error){"xla": xla.Default, "go": xla.Go}

package xla

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/internal/aot"
)

// onGPU is a backend that compiles for a GPU. A test that needs the CUDA wheels is named as not run without them.
func onGPU(t *testing.T, gpu device.GPU) compute.Backend {
	t.Helper()
	backend, err := Ahead(gpu)
	if errors.Is(err, ErrNoCUDA) {
		t.Skip("not run: " + err.Error())
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Finalize)
	return backend
}

// compiledLoop compiles a loop and its gradient, with matrix products, on a backend, and tells its memory.
func compiledLoop(t *testing.T, backend compute.Backend) Compiled {
	t.Helper()
	var memory Compiled
	err := Try(func() error {
		g := graph.NewGraph(backend, "loop")
		x := graph.Parameter(g, "x", shapes.Make(dtypes.Float32, 500, 16))
		w := graph.Parameter(g, "w", shapes.Make(dtypes.Float32, 3, 16, 16))
		layer := func(x []*graph.Node, v Values) []*graph.Node {
			return []*graph.Node{graph.Tanh(graph.MatMul(x[0], v.Params[0]))}
		}
		out := Recomputed(3, layer, []*graph.Node{x}, Values{Params: []*graph.Node{w}}, nil)
		loss := graph.ReduceAllSum(graph.Square(out[0]))
		if err := g.Compile(append([]*graph.Node{loss}, graph.Gradient(loss, x, w)...)...); err != nil {
			return err
		}
		var err error
		memory, err = CompiledMemory(g)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return memory
}

// TestAheadEqualsClient holds that the text which is compiled ahead is the program that a backend compiles itself: its
// memory on the CPU is the same. The CPU's plugin compiles with a client alone.
func TestAheadEqualsClient(t *testing.T) {
	backend := onXLA(t).(*xla.Backend)
	got := compiledLoop(t, &ahead{Backend: backend, target: onCPU, compile: func(program []byte) (aot.Memory, error) {
		executable, err := clientOf(backend).Compile().WithStableHLO(program).Done()
		if err != nil {
			return aot.Memory{}, err
		}
		defer executable.Destroy()
		m := executable.OnDeviceMemoryUsageStats
		return aot.Memory{Temporary: m.Temporary, Inputs: m.Inputs, Outputs: m.Outputs, Aliases: m.Aliases,
			GeneratedCode: m.GeneratedCode}, nil
	}})
	if want := compiledLoop(t, backend); got != want || want.Temporary == 0 || want.Inputs == 0 {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestAhead compiles for a GPU.
func TestAhead(t *testing.T) {
	backend := onGPU(t, device.H100)
	d := Describe(backend)
	if d.Name != device.H100.Name || d.Platform != "cuda" || d.Bytes != device.H100.Memory || d.Most() != d.Bytes {
		t.Errorf("described as %+v", d)
	}
	if !HasLoops(graph.NewGraph(backend, "")) {
		t.Error("no loops")
	}
	m := compiledLoop(t, backend)
	// x and w; the loss, and the gradients by both.
	if m.Inputs != 4*(500*16+3*16*16) || m.Outputs < m.Inputs+4 || m.Temporary <= 0 {
		t.Errorf("%+v", m)
	}
	if again := compiledLoop(t, backend); again != m {
		t.Errorf("%+v the second time, %+v the first", again, m)
	}
	err := Try(func() error {
		_, err := graph.CallOnce(backend, func(x *graph.Node) *graph.Node { return graph.AddScalar(x, 1) }, float32(1))
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "can't run") {
		t.Errorf("running a program: %v", err)
	}
}

// TestAheadBroken reads the error of a program that the GPU's compiler can't compile, here a call of a function that it
// does not have.
func TestAheadBroken(t *testing.T) {
	backend := onGPU(t, device.H100).(*ahead)
	const program = `module @broken {
  func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
    %y = stablehlo.custom_call @no_such_kernel(%x) {api_version = 4 : i32} : (tensor<4xf32>) -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
}`
	_, err := backend.compile([]byte(program))
	if err == nil || !strings.Contains(reason(err.Error()), "no_such_kernel") {
		t.Errorf("%v, want the operation's name in its first line", err)
	}
}

func TestReason(t *testing.T) {
	for _, c := range []struct{ name, message, want string }{
		{"one line", "UNIMPLEMENTED: no such thing", "UNIMPLEMENTED: no such thing"},
		{"several", "\nUNIMPLEMENTED: no such thing\n  %x = f32[4]\n", "UNIMPLEMENTED: no such thing"},
		{"long", strings.Repeat("x", 401), strings.Repeat("x", 400) + " …"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := reason(c.message); got != c.want {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestFindAhead lays the wheels out and looks for them.
func TestFindAhead(t *testing.T) {
	good := library(t, here, "GetPjrtApi")
	const (
		wheel = "lib/python3.11/site-packages/jax_plugins/xla_cuda12/xla_cuda_plugin.so"
		tools = "lib/python3.11/site-packages/nvidia/cuda_nvcc"
		cpu   = "lib/python3.11/site-packages/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"
	)
	cases := []struct {
		name    string
		plugins []string
		ptxas   []string // folders that have it
		env     map[string]string
		want    string // the folder of the environment; "" for none
	}{
		{name: "nothing"},
		{name: "CPU alone", plugins: []string{".gpu/" + cpu}, ptxas: []string{".gpu/" + tools}},
		{name: "no ptxas", plugins: []string{".gpu/" + wheel}},
		{name: "make gpu's", plugins: []string{".gpu/" + wheel}, ptxas: []string{".gpu/" + tools}, want: ".gpu"},
		{name: "from a folder below", plugins: []string{"../.gpu/" + wheel}, ptxas: []string{"../.gpu/" + tools},
			want: "../.gpu"},
		{name: "the root's", plugins: []string{"root/.gpu/" + wheel}, ptxas: []string{"root/.gpu/" + tools},
			env: map[string]string{envRoot: "root"}, want: "root/.gpu"},
		{name: "an ordinary environment's", plugins: []string{".venv/" + wheel}, ptxas: []string{".venv/" + tools},
			want: ".venv"},
		{name: "an active environment's", plugins: []string{"v/" + wheel}, ptxas: []string{"v/" + tools},
			env: map[string]string{"VIRTUAL_ENV": "v"}, want: "v"},
		{name: "one that is named", plugins: []string{"v/" + wheel, ".gpu/" + wheel},
			ptxas: []string{"v/" + tools, ".gpu/" + tools}, env: map[string]string{envPlugin: "v/" + wheel}, want: "v"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			working := filepath.Join(t.TempDir(), "a[b]*", "work")
			for _, path := range c.plugins {
				write(t, filepath.Join(working, path), good)
			}
			for _, path := range c.ptxas {
				write(t, filepath.Join(working, path, "bin", "ptxas"), nil)
			}
			t.Setenv("PATH", "")
			m := machine{working: working, env: func(name string) (string, bool) {
				value, set := c.env[name]
				return filepath.Join(working, value), set
			}, packages: func() []string { return nil }}
			path, folder, err := m.findAhead()
			if c.want == "" {
				if !errors.Is(err, ErrNoCUDA) {
					t.Errorf("%s, %v", path, err)
				}
				return
			}
			want := filepath.Join(working, c.want, wheel)
			if err != nil || path != want || filepath.Clean(folder) != filepath.Join(working, c.want, tools) {
				t.Errorf("%s, %s, %v; want %s", path, folder, err, want)
			}
		})
	}
	t.Run("no wheels", func(t *testing.T) {
		_, err := machine{env: func(string) (string, bool) { return "", false }, working: t.TempDir(),
			packages: func() []string { return nil }}.ahead(device.H100)
		if err != ErrNoCUDA {
			t.Error(err)
		}
	})
	t.Run("half a description", func(t *testing.T) {
		gpu := device.H100
		gpu.L2 = 0
		if _, err := thisMachine().ahead(gpu); err == nil || !strings.Contains(err.Error(), "has no L2") {
			t.Error(err)
		}
	})
}

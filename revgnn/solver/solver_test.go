package solver

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
)

func TestValidate(t *testing.T) {
	cases := []struct {
		name  string
		s     Solver
		dtype dtypes.DType
		want  string // "" where it is valid
	}{
		{"picard", Picard(), dtypes.Float32, ""},
		{"all of anderson", Anderson().WithWindow(3).WithMixing(0.5).WithRidge(0).WithTolerance(1e-6).WithIterations(7), dtypes.Float32, ""},
		{"all of broyden", Broyden().WithMemory(3).WithAbsoluteTolerance(2e-10).WithIterations(7), dtypes.Float32, ""},
		{"float64 reaches further", Broyden().WithTolerance(1e-14), dtypes.Float64, ""},
		{"no method", Solver{}, dtypes.Float32, `unknown method ""; use Picard, Anderson or Broyden`},
		{"below float32", Picard().WithTolerance(9e-7), dtypes.Float32,
			"relative tolerance 9e-07 is below what float32 can reach; use 1e-06 or more, or float64"},
		{"below float64", Picard().WithTolerance(1e-16), dtypes.Float64, "use 1e-14 or more"},
		{"integers", Picard(), dtypes.Int32, "unknowns of type Int32; use float32 or float64"},
		{"zero", Picard().WithTolerance(0), dtypes.Float32, "tolerance 0; use a positive, finite one"},
		{"NaN", Picard().WithAbsoluteTolerance(math.NaN()), dtypes.Float32, "tolerance NaN; use a positive, finite one"},
		{"infinite", Picard().WithTolerance(math.Inf(1)), dtypes.Float32, "tolerance +Inf"},
		{"iterations", Picard().WithIterations(0), dtypes.Float32, "at most 0 iterations; use at least 1"},
		{"window", Anderson().WithWindow(0), dtypes.Float32, "anderson with a window of 0; use at least 1"},
		{"memory", Broyden().WithMemory(-1), dtypes.Float32, "broyden with a memory of -1; use at least 1"},
		{"mixing", Anderson().WithMixing(1.5), dtypes.Float32, "mixing 1.5; use one above 0 and up to 1"},
		{"ridge", Anderson().WithRidge(-1e-4), dtypes.Float32, "ridge -0.0001; use one from 0"},
		{"window of picard", Picard().WithWindow(3), dtypes.Float32, "picard has no window; only anderson has one"},
		{"mixing of broyden", Broyden().WithMixing(1), dtypes.Float32, "broyden has no mixing; only anderson has one"},
		{"memory of anderson", Anderson().WithMemory(3), dtypes.Float32, "anderson has no memory; only broyden has one"},
		{"twice", Picard().WithIterations(3).WithTolerance(1e-3).WithIterations(3), dtypes.Float32,
			"the option iterations is given twice; give it once"},
		{"both tolerances", Picard().WithAbsoluteTolerance(1e-3).WithTolerance(1e-3), dtypes.Float32,
			"both absolute tolerance and tolerance are given; give one"},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			err := k.s.Validate(k.dtype)
			if k.want == "" && err != nil {
				t.Errorf("error %v", err)
			}
			if k.want != "" && (err == nil || !strings.Contains(err.Error(), k.want) || !strings.HasPrefix(err.Error(), "solver: ")) {
				t.Errorf("error %v, want %q", err, k.want)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	for _, s := range append([]Solver{Anderson().WithMixing(0.5).WithRidge(0), Broyden().WithAbsoluteTolerance(2e-10)}, methods...) {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Solver
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if back.String() != s.String() || back.Validate(dtypes.Float32) != nil {
			t.Errorf("%s came back from %s as %s", s, text, back)
		}
	}
}

func TestNames(t *testing.T) {
	cases := map[string]string{
		Converged.String(): "converged", CapReached.String(): "cap reached", Diverged.String(): "diverged",
		NotFinite.String(): "not finite", Status(9).String(): "status 9",
		Implicit(Picard()).String():                 "implicit(picard(relative 1e-05, at most 100))",
		Phantom(3, 0.5).String():                    "phantom(3 steps, damping 0.5)",
		Unrolled(7).String():                        "unrolled(7 steps)",
		Anderson().WithMixing(0.5).String():         "anderson(window 6, mixing 0.5, relative 1e-05, at most 100)",
		Broyden().WithAbsoluteTolerance(1).String(): "broyden(memory 10, absolute 1, at most 100)",
	}
	for got, want := range cases {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

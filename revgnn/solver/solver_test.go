package solver

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

func TestValidate(t *testing.T) {
	cases := []struct {
		name  string
		s     Solver
		dtype dtypes.DType
		want  string // "" where it is valid
	}{
		{"picard", Picard(), dtypes.Float32, ""},
		{"all of anderson", Anderson().WithWindow(3).WithMixing(0.5).WithRidge(0).WithTolerance(1e-6).WithIterations(7),
			dtypes.Float32, ""},
		{"all of broyden", Broyden().WithWindow(3).WithAbsoluteTolerance(2e-10).WithIterations(7), dtypes.Float32, ""},
		{"float64 reaches further", Broyden().WithTolerance(1e-14), dtypes.Float64, ""},
		{"all of picard", Picard().WithTolerance(1e-6).WithIterations(7), dtypes.Float32, ""},
		{"the last of two", Picard().WithIterations(0).WithIterations(3), dtypes.Float32, ""},
		{"the last of two tolerances", Picard().WithTolerance(1e-9).WithAbsoluteTolerance(1e-9), dtypes.Float32, ""},
		{"the last of two tolerances, relative", Picard().WithAbsoluteTolerance(1e-9).WithTolerance(1e-9),
			dtypes.Float32,
			"a relative tolerance of 1e-09 is below"},
		{"no method", Solver{}, dtypes.Float32,
			`the option "method" takes one of "picard", "anderson", "broyden", not ""`},
		{"below float32", Picard().WithTolerance(9e-7), dtypes.Float32,
			"a relative tolerance of 9e-07 is below what its numbers can reach; use 1e-06 or more, or float64"},
		{"below float64", Picard().WithTolerance(1e-16), dtypes.Float64, "use 1e-14 or more"},
		{"integers", Picard(), dtypes.Int32, "unknowns of type Int32; use float32 or float64"},
		{"zero", Picard().WithTolerance(0), dtypes.Float32,
			`the option "tolerance" takes a positive, finite number, not 0`},
		{"NaN", Picard().WithAbsoluteTolerance(math.NaN()), dtypes.Float32,
			`"tolerance" takes a positive, finite number, not NaN`},
		{"infinite", Picard().WithTolerance(math.Inf(1)), dtypes.Float32,
			`"tolerance" takes a positive, finite number, not +Inf`},
		{"iterations", Picard().WithIterations(0), dtypes.Float32,
			`"iterations" takes a whole number of at least 1, not 0`},
		{"window", Anderson().WithWindow(0), dtypes.Float32, `"window" takes a whole number of at least 1, not 0`},
		{"window of broyden", Broyden().WithWindow(-1), dtypes.Float32,
			`"window" takes a whole number of at least 1, not -1`},
		{"mixing", Anderson().WithMixing(1.5), dtypes.Float32,
			`"mixing" takes a number above 0 and at most 1, not 1.5`},
		{"ridge", Anderson().WithRidge(-1e-4), dtypes.Float32,
			`"ridge" takes a number of at least 0 and less than 1, not -0.0001`},
		{"window of picard", Picard().WithWindow(3), dtypes.Float32,
			`"window" has no meaning for "picard"; leave it out`},
		{"mixing of picard", Picard().WithMixing(0.5), dtypes.Float32,
			`"mixing" has no meaning for "picard"; leave it out`},
		{"mixing of broyden", Broyden().WithMixing(1), dtypes.Float32,
			`"mixing" has no meaning for "broyden"; leave it out`},
		{"ridge of broyden", Broyden().WithRidge(0.1), dtypes.Float32,
			`"ridge" has no meaning for "broyden"; leave it out`},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			err := k.s.Validate(k.dtype)
			if k.want == "" && err != nil {
				t.Errorf("error %v", err)
			}
			text := fmt.Sprint(err)
			if k.want != "" && !(strings.HasPrefix(text, "solver: ") && strings.Contains(text, k.want)) {
				t.Errorf("error %v, want %q", err, k.want)
			}
		})
	}
}

// Runs keep solvers, so their names in a file stay what they are.
func TestJSON(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Solver
		want string
	}{
		{"picard", Picard(), `{"method":"picard","tolerance":0.00001,"absolute":false,"iterations":100}`},
		{"anderson", Anderson().WithMixing(0.5).WithRidge(0).WithTolerance(1e-6).WithWindow(3),
			`{"method":"anderson","tolerance":0.000001,"absolute":false,"iterations":100,"window":3,"mixing":0.5}`},
		{"broyden", Broyden().WithAbsoluteTolerance(2e-10).WithIterations(56),
			`{"method":"broyden","tolerance":2e-10,"absolute":true,"iterations":56,"window":10}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := json.Marshal(c.s)
			if err != nil || string(text) != c.want {
				t.Errorf("written as %s, %v, want %s", text, err, c.want)
			}
			var back Solver
			if err := json.Unmarshal(text, &back); err != nil || back != c.s {
				t.Errorf("came back as %+v, %v, want %+v", back, err, c.s)
			}
		})
	}
}

// A network's option takes a solver as it is.
func TestOption(t *testing.T) {
	n := options.NewNetwork(options.Equilibrium)
	field, err := options.Find("solver", &n)
	if err != nil {
		t.Fatal(err)
	}
	if err := field.Set(Broyden().WithIterations(7)); err != nil || *n.Solver != Broyden().WithIterations(7).Option() {
		t.Errorf("%v, %v", n.Solver, err)
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

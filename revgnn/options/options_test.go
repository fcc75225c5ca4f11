package options

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// sound are options that Validate takes, for cases to change.
func sound(family Family) Network {
	n := NewNetwork(family)
	n.Operator = Operator{Name: "GCN"}
	return n
}

func TestNetworkValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		family Family
		change func(n *Network)
		want   string // part of the error; "" for none
	}{
		{"residual as it starts", Residual, func(*Network) {}, ""},
		{"reversible as it starts", Reversible, func(*Network) {}, ""},
		{"equilibrium as it starts", Equilibrium, func(*Network) {}, ""},
		{"unknown family", "round", func(*Network) {},
			`unknown family "round"; use residual, reversible or equilibrium`},
		{"no operator", Residual, func(n *Network) { n.Operator = Operator{} }, "no operator"},
		{"no channels", Residual, func(n *Network) { n.Channels = 0 },
			`"channels" takes a whole number of at least 1, not 0`},
		{"one group", Reversible, func(n *Network) { n.Groups = 1 }, "1 groups; a reversible layer needs at least 2"},
		{"channels that do not split", Reversible, func(n *Network) { n.Channels, n.Groups = 130, 4 },
			"130 channels do not split into 4 groups; use a multiple of 4"},
		{"full dropout", Residual, func(n *Network) { n.Dropout = 1 },
			`"dropout" takes a number of at least 0 and less than 1, not 1`},
		{"NaN", Residual, func(n *Network) { n.Dropout = math.NaN() }, `"dropout" takes`},
		{"a residual network without its one group", Residual, func(n *Network) { n.Groups = 0 }, "0 groups; use 1"},
		{"groups of a residual network", Residual, func(n *Network) { n.Groups = 2 },
			`"groups" has no meaning for "residual"`},
		{"the depth of layers in an equilibrium", Equilibrium, func(n *Network) { n.Depth = 7 },
			`"depth" has no meaning for "equilibrium"`},
		{"depth of an equilibrium", Equilibrium, func(n *Network) { n.Depth = 3 },
			`"depth" has no meaning for "equilibrium"`},
		{"penalty of layers", Reversible, func(n *Network) { n.JacobianPenalty = 1 },
			`"jacobian penalty" has no meaning`},
		{"an inverse of residual layers", Residual, func(n *Network) { n.Backward = Invert },
			"a residual layer has no inverse"},
		{"an implicit gradient of layers", Reversible, func(n *Network) { n.Backward = Implicit },
			`the backward mode "implicit" for reversible networks; use revgnn.Invert, revgnn.Recompute or revgnn.Store`},
		{"reuse without input", Residual, func(n *Network) { n.LabelReuse = 1 },
			"a label reuse of 1 without label input"},
		{"one end", Residual, func(n *Network) { n.First = n.Operator }, "give both"},
		{"ends of one layer", Residual, func(n *Network) { n.First, n.Last, n.Depth = n.Operator, n.Operator, 1 },
			"a depth of 1 layers with convolutional ends"},
		{"own first layer, not tied", Residual, func(n *Network) { n.OwnFirstLayer = true }, "without tied weights"},
		{"phantom steps of another mode", Equilibrium, func(n *Network) { n.PhantomSteps = 3 },
			`leave them out, or use revgnn.Phantom`},
		{"phantom steps", Equilibrium, func(n *Network) { n.PhantomSteps, n.Backward = 3, Phantom }, ""},
		{"no solver", Equilibrium, func(n *Network) { n.Solver = nil }, "without a solver"},
		{"mixing of plain iteration", Equilibrium, func(n *Network) {
			s := NewSolver(Picard)
			s.Mixing = 0.5
			n.Solver = &s
		}, `"mixing" has no meaning for "picard"`},
		{"a tolerance out of reach", Equilibrium, func(n *Network) { n.Solver.Tolerance = 1e-9 },
			"use 1e-06 or more, or float64"},
		{"the same in float64", Equilibrium, func(n *Network) { n.Solver.Tolerance, n.Float64 = 1e-9, true }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := sound(c.family)
			c.change(&n)
			judge(t, n.Validate(), c.want)
		})
	}
}

func TestTrainingValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(t *Training)
		want   string
	}{
		{"as it starts", func(*Training) {}, ""},
		{"no epochs", func(t *Training) { t.Epochs = 0 }, `"epochs" takes a whole number of at least 1, not 0`},
		{"infinite rate", func(t *Training) { t.LearningRate = math.Inf(1) },
			`"learning rate" takes a positive, finite number`},
		{"unknown optimizer", func(t *Training) { t.Optimizer = Named{Name: "adamm"} },
			`takes one of "adam", "rmsprop", not adamm`},
		{"class weights", func(t *Training) { t.ClassWeights = []float64{1, 0, 3} }, ""},
		{"class weights of the log cross-entropy", func(t *Training) {
			t.ClassWeights, t.Loss.Name = []float64{1, 2}, LogCrossEntropy
		}, ""},
		{"a negative class weight", func(t *Training) { t.ClassWeights = []float64{1, -1} },
			`"class weights" takes a list, each of it a finite number of at least 0, not [1 -1]`},
		{"no class counts", func(t *Training) { t.ClassWeights = []float64{0, 0} }, "class weights that are all 0"},
		{"an endless positive weight", func(t *Training) { t.PositiveWeights = []float64{math.Inf(1)} },
			`"positive weights" takes a list, each of it a finite number`},
		{"weights twice", func(t *Training) { t.ClassWeights, t.BalancedLoss = []float64{1, 2}, true },
			"both class weights and a balanced loss"},
		{"class weights of a loss of numbers", func(t *Training) {
			t.ClassWeights, t.Loss.Name = []float64{1, 2}, Huber
		}, `class weights with the loss "huber"; they are for cross-entropies alone`},
		{"a loss of one's own that is balanced", func(t *Training) { t.BalancedLoss, t.Loss = true, Named{"focal", 1} },
			`the weights of a balanced loss with the loss "focal"`},
		{"no optimizer", func(t *Training) { t.Optimizer = Named{} }, `"optimizer" takes one of "adam", "rmsprop"`},
		{"an optimizer of one's own", func(t *Training) { t.Optimizer = Named{"lion", 1} }, ""},
		{"warm-up beyond the end", func(t *Training) { t.WarmUp = 101 },
			"a warm-up of 101 epochs in a training of 100"},
		{"a plateau beside a schedule", func(t *Training) {
			t.PlateauFactor, t.PlateauPatience, t.Schedule = 0.5, 2, Named{Name: Cosine}
		}, `both a plateau and the schedule "cosine"`},
		{"half a plateau", func(t *Training) { t.PlateauFactor = 0.5 }, "give both"},
		{"parts that do not divide", func(t *Training) { t.Parts, t.Accumulate = 10, 4 }, "use a divisor of 10"},
		{"fewer parts than devices", func(t *Training) { t.Parts, t.Devices = 2, 3 },
			"2 parts on 3 devices; use at least 3 parts, or fewer devices"},
		{"parts that devices can't share", func(t *Training) { t.Parts, t.Devices = 8, 3 },
			"8 parts on 3 devices, each of which takes one part of a step; use a multiple of 3 parts"},
		{"steps that devices can't share", func(t *Training) { t.Parts, t.Accumulate, t.Devices = 8, 4, 3 },
			"steps of 4 parts on 3 devices, which can't share them evenly; use a multiple of 3"},
		{"steps that devices share", func(t *Training) { t.Parts, t.Accumulate, t.Devices = 8, 4, 2 }, ""},
		{"less than no devices", func(t *Training) { t.Devices = -2 },
			`"devices" takes a whole number of at least -1, not -2`},
		{"a final rate without a schedule", func(t *Training) { t.FinalRate = 0.1 }, `without the schedule "cosine"`},
		{"a teacher without a share", func(t *Training) { t.Teacher = "runs/teacher" }, `without "alpha"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := NewTraining()
			c.change(&o)
			judge(t, o.Validate(), c.want)
		})
	}
}

// A default of all families is none of those that the option has no meaning in.
func TestDefaults(t *testing.T) {
	for family, want := range map[Family][2]int{Residual: {7, 1}, Reversible: {7, 2}, Equilibrium: {0, 1}} {
		if n := NewNetwork(family); n.Depth != want[0] || n.Groups != want[1] {
			t.Errorf("%s: depth %d and %d groups, want %d and %d", family, n.Depth, n.Groups, want[0], want[1])
		}
	}
}

func TestEvaluationValidate(t *testing.T) {
	e := NewEvaluation()
	judge(t, e.Validate(), "")
	e.Views = 3
	judge(t, e.Validate(), "3 views of the graph in one piece are all the same")
	e.Parts = 2
	judge(t, e.Validate(), "")
}

// TestSetLists sets lists of numbers, of any type that holds them.
func TestSetLists(t *testing.T) {
	for _, c := range []struct {
		name  string
		value any
		want  string // the option for readers, or part of the error
	}{
		{"numbers", []float64{1, 2.5}, "1, 2.5"},
		{"whole numbers", []int{1, 3}, "1, 3"},
		{"mixed", []any{1, 0.5}, "1, 0.5"},
		{"none", []float64{}, ""},
		{"a word", "balanced", `"class weights" takes a list of numbers, not "balanced"`},
		{"words", []any{"a"}, `takes a list, each of it a finite number of at least 0, not [a]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var o Training
			field, err := Find("class weights", &o)
			if err != nil {
				t.Fatal(err)
			}
			if err := field.Set(c.value); err != nil {
				judge(t, err, c.want)
			} else if got := field.String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestSetMeant names the word that was perhaps meant.
func TestSetMeant(t *testing.T) {
	o := NewTraining()
	field, err := Find("metric", &o)
	if err != nil {
		t.Fatal(err)
	}
	judge(t, field.Set("marco f1"), `"rmse", not "marco f1"; did you mean "macro f1"?`)
	judge(t, field.Set("ROCAUC"), `; did you mean "rocauc"?`)
	if err := field.Set("speed of light"); err == nil || strings.Contains(err.Error(), "mean") {
		t.Error(err)
	}
}

func judge(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("refused: %v", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("%v, want %q", err, want)
	}
}

// Each option has a name, and its tags can be read.
func TestTags(t *testing.T) {
	for _, o := range []Options{&Network{}, &Training{}, &Evaluation{}, &Solver{}} {
		for _, f := range Fields(o) {
			if f.Name == "" || f.Name == "-" {
				t.Errorf("%T has an option without a name", o)
			}
			intervalOf(f.tag.Get("range"))
		}
	}
}

func TestSet(t *testing.T) {
	type word string
	for _, c := range []struct {
		name, option string
		value        any
		want         string // the option afterwards, or part of the error
		refused      bool
	}{
		{"a float that is whole", "depth", 28.0, "28", false},
		{"a float that is not", "depth", 2.5, "a whole number of at least 1, not 2.5", true},
		{"too little", "depth", 0, "at least 1, not 0", true},
		{"a word for a number", "depth", "deep", `not "deep"`, true},
		{"nil", "depth", nil, "not <nil>", true},
		{"the largest seed", "seed", uint64(math.MaxUint64), "18446744073709551615", false},
		{"a negative seed", "seed", -1, "at least 0, not -1", true},
		{"a whole number for a float", "dropout", 0, "", false},
		{"a word of another type", "backward", word("store"), "store", false},
		{"another word", "backward", "forward", `one of "invert", "recompute"`, true},
		{"yes", "tied", true, "yes", false},
		{"not yes", "tied", 1, "true or false, not 1", true},
		{"an operator", "operator", Operator{Name: "GCN"}, "GCN", false},
		{"no operator", "operator", 3, "an operator such as conv.GEN()", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := sound(Reversible)
			f, err := Find(c.option, &n)
			if err != nil {
				t.Fatal(err)
			}
			err = f.Set(c.value)
			switch {
			case c.refused:
				judge(t, err, c.want)
			case err != nil || f.String() != c.want:
				t.Errorf("%q, %v, want %q", f, err, c.want)
			}
		})
	}
}

func TestIterations(t *testing.T) {
	n := sound(Equilibrium)
	before := n.Solver
	f, err := Find("iterations", &n)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Set(14); err != nil || n.Solver.Iterations != 14 || n.BackwardSolver.Iterations != 14 {
		t.Errorf("%v, %v, %v", err, n.Solver, n.BackwardSolver)
	}
	if before.Iterations != 100 {
		t.Error("the solver that other networks share was changed")
	}
}

// Whatever is written comes back as it was, to the last digit.
func TestRoundTrip(t *testing.T) {
	n := sound(Equilibrium)
	n.Seed, n.JacobianPenalty, n.Dropout = math.MaxUint64, math.Nextafter(0.1, 1), 0.1
	n.Operator.Record = json.RawMessage(`{"name":"GCN"}`)
	var back Network
	text, err := json.Marshal(n)
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || !reflect.DeepEqual(n, back) {
		t.Errorf("%v\n%s\n%+v", err, text, back)
	}
	training := NewTraining()
	training.Seed, training.Frozen = 1<<53+1, []string{"head"}
	var again Training
	text, err = json.Marshal(training)
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil || !reflect.DeepEqual(training, again) {
		t.Errorf("%v\n%s\n%+v", err, text, again)
	}
}

func TestDifferences(t *testing.T) {
	one, two := sound(Reversible), sound(Reversible)
	one.Operator.Record, two.Operator.Record = json.RawMessage(`{"a": 1}`), json.RawMessage(`{"a":1}`)
	if got := Differences(&one, &two); len(got) > 0 {
		t.Errorf("the same options differ: %v", got)
	}
	two.Operator.Record = json.RawMessage(`{"a":2}`)
	two.Seed, two.Depth = 3, 14
	got := Differences(&one, &two, "seed")
	if len(got) != 2 || got[0].Name != "operator" || got[1].String() != "depth 7, not 14" {
		t.Errorf("%v", got)
	}
}

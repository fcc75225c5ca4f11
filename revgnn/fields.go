package revgnn

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// field is one setting of an experiment under its name.
type field struct {
	name  string
	takes string // what values there are, as in "a whole number of at least 1"
	in    string // the families that it has a meaning in, separated by spaces; "" for all
	get   func(s *settings) any
	set   func(s *settings, value any) error // the error says what is taken
}

// fieldTable lists the fields in the order in which a table shows them.
var fieldTable = []field{
	choiceField("data", func(s *settings) *string { return &s.Data }, dataNames()...),
	choiceField("family", func(s *settings) *string { return &s.Family }, residual, reversible, equilibrium),
	operatorField("operator", func(s *settings) *anOperator { return &s.Operator }),
	operatorField("first operator", func(s *settings) *anOperator { return &s.First }).of(residual, reversible),
	operatorField("last operator", func(s *settings) *anOperator { return &s.Last }).of(residual, reversible),
	wholeField("depth", func(s *settings) *int { return &s.Depth }, 1).of(residual, reversible),
	wholeField("channels", func(s *settings) *int { return &s.Channels }, 1),
	wholeField("groups", func(s *settings) *int { return &s.Groups }, 1).of(reversible, equilibrium),
	numberField("dropout", func(s *settings) *float64 { return &s.Dropout }, 0, 1),
	numberField("input dropout", func(s *settings) *float64 { return &s.InputDropout }, 0, 1),
	yesNoField("tied", func(s *settings) *bool { return &s.Tied }).of(residual, reversible),
	yesNoField("own first layer", func(s *settings) *bool { return &s.OwnFirstLayer }).of(residual, reversible),
	choiceField("backward", func(s *settings) *Backward { return &s.Backward }, Invert, Recompute, Store, Implicit, Phantom),
	solverField("solver", func(s *settings) **solver.Solver { return &s.Solver }),
	solverField("backward solver", func(s *settings) **solver.Solver { return &s.BackwardSolver }),
	iterationsField(),
	yesNoField("label input", func(s *settings) *bool { return &s.LabelInput }),
	wholeField("label reuse", func(s *settings) *int { return &s.LabelReuse }, 0),

	wholeField("epochs", func(s *settings) *int { return &s.Epochs }, 1),
	wholeField("parts", func(s *settings) *int { return &s.Parts }, 1),
	choiceField("optimizer", func(s *settings) *string { return &s.Optimizer }, slices.Sorted(maps.Keys(optimizers))...),
	numberField("learning rate", func(s *settings) *float64 { return &s.LearningRate }, math.SmallestNonzeroFloat64, math.Inf(1)),
	numberField("weight decay", func(s *settings) *float64 { return &s.WeightDecay }, 0, math.Inf(1)),
	numberField("gradient clipping", func(s *settings) *float64 { return &s.GradientClipping }, 0, math.Inf(1)),
	choiceField("loss", func(s *settings) *Loss { return &s.Loss }, CrossEntropy, LogCrossEntropy),
	wholeField("warm-up", func(s *settings) *int { return &s.WarmUp }, 0),
	numberField("plateau factor", func(s *settings) *float64 { return &s.PlateauFactor }, 0, 1),
	wholeField("plateau patience", func(s *settings) *int { return &s.PlateauPatience }, 0),
	wholeField("patience", func(s *settings) *int { return &s.Patience }, 0),
	textField("teacher", func(s *settings) *string { return &s.Teacher }),
	numberField("alpha", func(s *settings) *float64 { return &s.Alpha }, 0, math.Nextafter(1, 2)),
	numberField("temperature", func(s *settings) *float64 { return &s.Temperature }, 0, math.Inf(1)),
	wholeField("evaluate every", func(s *settings) *int { return &s.EvaluateEvery }, 0),

	wholeField("evaluation views", func(s *settings) *int { return &s.EvaluationViews }, 1),
	wholeField("evaluation parts", func(s *settings) *int { return &s.EvaluationParts }, 1),
	wholeField("seed", func(s *settings) *uint64 { return &s.Seed }, 0),
}

// Fields lists the names that With takes.
func (b *PresetBuilder) Fields() []string {
	names := make([]string, len(fieldTable))
	for i, f := range fieldTable {
		names[i] = f.name
	}
	return names
}

// fieldNamed finds a field. The error has the nearest names.
func fieldNamed(name string) (field, error) {
	if i := slices.IndexFunc(fieldTable, func(f field) bool { return f.name == name }); i >= 0 {
		return fieldTable[i], nil
	}
	names := (*PresetBuilder)(nil).Fields()
	return field{}, fmt.Errorf("revgnn: an experiment has no field %q; %s", name, suggest(name, names))
}

// of limits a field to some families.
func (f field) of(families ...string) field {
	f.in = strings.Join(families, " ")
	return f
}

// means tells whether the field has a meaning in a family.
func (f field) means(family string) bool {
	return f.in == "" || slices.Contains(strings.Fields(f.in), family)
}

// put sets the field, or says what it takes.
func (f field) put(s *settings, value any) error {
	if err := f.set(s, value); err != nil {
		return fmt.Errorf("revgnn: the field %q takes %w, not %s", f.name, err, quoted(value))
	}
	return nil
}

func quoted(value any) string {
	if v := reflect.ValueOf(value); v.IsValid() && v.Kind() == reflect.String {
		return fmt.Sprintf("%q", value)
	}
	return fmt.Sprintf("%v", value)
}

// format writes the field's value for readers; "" for one that is not used.
func (f field) format(s *settings) string {
	if !f.means(s.Family) {
		return ""
	}
	switch v := f.get(s).(type) {
	case bool:
		return map[bool]string{true: "yes"}[v]
	case float64:
		if v == 0 {
			return ""
		}
		return fmt.Sprint(v)
	case *solver.Solver:
		if v == nil {
			return ""
		}
		return v.String()
	case anOperator:
		if v.Operator == nil {
			return ""
		}
		return v.String()
	case int:
		if v == 0 && f.name != "seed" {
			return ""
		}
		return fmt.Sprint(v)
	default:
		return fmt.Sprint(v)
	}
}

// wholeField is a field of whole numbers.
func wholeField[T int | uint64](name string, of func(*settings) *T, least int) field {
	takes := fmt.Sprintf("a whole number of at least %d", least)
	return field{name: name, takes: takes, get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			v := reflect.ValueOf(value)
			var n T
			switch {
			case v.IsValid() && v.CanInt():
				n = T(v.Int())
				if v.Int() < int64(least) || int64(n) != v.Int() {
					return fmt.Errorf("%s", takes)
				}
			case v.IsValid() && v.CanUint():
				n = T(v.Uint())
				if n < 0 || uint64(n) != v.Uint() || n < T(least) {
					return fmt.Errorf("%s", takes)
				}
			case v.IsValid() && v.CanFloat():
				n = T(v.Float())
				if v.Float() < float64(least) || float64(n) != v.Float() {
					return fmt.Errorf("%s", takes)
				}
			default:
				return fmt.Errorf("%s", takes)
			}
			*of(s) = n
			return nil
		}}
}

// numberField is a field of numbers from least to below a bound.
func numberField(name string, of func(*settings) *float64, least, below float64) field {
	takes := fmt.Sprintf("a number of at least %g and less than %g", least, below)
	switch {
	case least == math.SmallestNonzeroFloat64:
		takes = "a positive number"
	case math.IsInf(below, 1):
		takes = fmt.Sprintf("a number of at least %g", least)
	case below > 1:
		takes = fmt.Sprintf("a number from %g to 1", least)
	}
	return field{name: name, takes: takes, get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			v, x := reflect.ValueOf(value), math.NaN()
			switch {
			case v.IsValid() && v.CanFloat():
				x = v.Float()
			case v.IsValid() && v.CanInt():
				x = float64(v.Int())
			}
			if !(x >= least && x < below) {
				return fmt.Errorf("%s", takes)
			}
			*of(s) = x
			return nil
		}}
}

// yesNoField is a field of true and false.
func yesNoField(name string, of func(*settings) *bool) field {
	return field{name: name, takes: "true or false", get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			v, ok := value.(bool)
			if !ok {
				return fmt.Errorf("true or false")
			}
			*of(s) = v
			return nil
		}}
}

// choiceField is a field of a few words.
func choiceField[T ~string](name string, of func(*settings) *T, values ...T) field {
	var list []string
	for _, v := range values {
		list = append(list, fmt.Sprintf("%q", string(v)))
	}
	takes := "one of " + strings.Join(list, ", ")
	return field{name: name, takes: takes, get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			v := reflect.ValueOf(value)
			if !v.IsValid() || v.Kind() != reflect.String || !slices.Contains(values, T(v.String())) {
				return fmt.Errorf("%s", takes)
			}
			*of(s) = T(v.String())
			return nil
		}}
}

// textField is a field of any words.
func textField(name string, of func(*settings) *string) field {
	return field{name: name, takes: "a text", get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			v, ok := value.(string)
			if !ok {
				return fmt.Errorf("a text")
			}
			*of(s) = v
			return nil
		}}
}

// plainOperators are the operators that a word stands for, with their defaults.
var plainOperators = map[string]conv.Operator{"GEN": conv.GEN(), "GCN": conv.GCN(), "SAGE": conv.SAGE(), "GAT": conv.GAT(),
	"GATv2": conv.GATv2(), "GIN": conv.GIN()}

func operatorField(name string, of func(*settings) *anOperator) field {
	takes := "an operator such as conv.GEN(), or the name of one: " + strings.Join(slices.Sorted(maps.Keys(plainOperators)), ", ")
	return field{name: name, takes: takes, get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			operator, ok := value.(conv.Operator)
			if word, is := value.(string); is {
				operator, ok = plainOperators[word]
			}
			if !ok {
				return fmt.Errorf("%s", takes)
			}
			*of(s) = anOperator{operator}
			return nil
		}}
}

func solverField(name string, of func(*settings) **solver.Solver) field {
	const takes = "a solver such as solver.Anderson()"
	return field{name: name, takes: takes, in: equilibrium, get: func(s *settings) any { return *of(s) },
		set: func(s *settings, value any) error {
			v, ok := value.(solver.Solver)
			if !ok {
				return fmt.Errorf("%s", takes)
			}
			*of(s) = &v
			return nil
		}}
}

// iterationsField is the cap of evaluations of both solvers, which the paper sets alike.
func iterationsField() field {
	number := func(s *settings) *int { return &s.Depth } // which an equilibrium network has no other use for
	f := wholeField("iterations", number, 1).of(equilibrium)
	set := f.set
	f.get = func(s *settings) any {
		if s.Solver == nil {
			return 0
		}
		return s.Solver.Iterations
	}
	f.set = func(s *settings, value any) error {
		var most settings
		if err := set(&most, value); err != nil {
			return err
		}
		for _, of := range []**solver.Solver{&s.Solver, &s.BackwardSolver} {
			if *of != nil {
				changed := **of // other experiments share the one that it points to
				changed.Iterations = *number(&most)
				*of = &changed
			}
		}
		return nil
	}
	return f
}

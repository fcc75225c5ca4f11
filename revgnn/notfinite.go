package revgnn

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// failedLoss is the error of a step whose loss is not finite, with the likely cause, which is looked for now: in the
// graph, in the parameters before, in the operators' numbers, in the step's solve and in the losses before.
func (t *training) failedLoss(step run.Record) error {
	return fmt.Errorf("revgnn: the loss is %g at step %d: %s; then train in another directory or "+
		"WithRestart()", *step.Loss,
		step.Step, t.cause(step))
}

// cause says what was found and what to do about it.
func (t *training) cause(step run.Record) string {
	for _, look := range []func(run.Record) string{t.ofGraph, t.ofParameters, t.ofScales, t.ofSolve, t.ofLosses} {
		if found := look(step); found != "" {
			return found
		}
	}
	switch o := t.options; {
	case step.Step == 1 && o.Loss.Value != nil:
		return fmt.Sprintf("features, parameters and the operators' numbers are as they should be, which leaves the "+
			"loss %q "+
			"itself; see that it is finite", o.Loss.Name)
	case step.Step == 1:
		return "it is so before anything was learned, with features and parameters as they should be; use another " +
			"operator, fewer layers, or WithFloat64() on the network"
	}
	return fmt.Sprintf("features, targets and the operators' numbers are as they should be, which leaves the "+
		"learning rate "+
		"of %g; use a smaller one, or WithGradientClipping(1)", *step.LearningRate)
}

// ofGraph looks for numbers that are not finite.
func (t *training) ofGraph(run.Record) string {
	g := t.graph
	for _, of := range []struct {
		what   string
		values datasets.Matrix
		name   func(column int) string
		target bool
	}{
		{"node feature", g.NodeFeatures, featureName(g.Schema.NodeFeatures), false},
		{"edge feature", g.EdgeFeatures, featureName(g.Schema.EdgeFeatures), false},
		{"value to predict,", g.Values, func(column int) string {
			if column < len(g.Schema.Outputs) {
				return g.Schema.Outputs[column]
			}
			return strconv.Itoa(column)
		}, true},
	} {
		for i, x := range of.values.Data {
			value := float64(x)
			if isFinite(value) || of.target && math.IsNaN(value) { // which is unlabelled
				continue
			}
			row, column := i/of.values.Cols, i%of.values.Cols
			where := "node " + strconv.Quote(g.ID(int32(row%g.NumNodes)))
			if of.what == "edge feature" {
				where = fmt.Sprintf("edge %d", row)
			}
			return fmt.Sprintf("the %s %q of %s is %g; make it a number, or leave it out", of.what, of.name(column),
				where, value)
		}
	}
	return ""
}

func featureName(named []datasets.Feature) func(column int) string {
	return func(column int) string {
		if column < len(named) {
			return named[column].String()
		}
		return strconv.Itoa(column)
	}
}

// ofParameters looks at whether those that the training started from are finite, and at temperatures and exponents of
// GEN: those that were given, and those of the last checkpoint, or of the start where that holds what is not finite.
func (t *training) ofParameters(step run.Record) string {
	for _, v := range t.model.spec.Variables() {
		own := parameterValues(t.model.values(), v.Name)
		if at := slices.IndexFunc(own, notFinite); at >= 0 && step.Step == 1 {
			return fmt.Sprintf("the parameter %s has %g in it before anything was learned; start from "+
				"others", v.Name, own[at])
		}
		number := v.Name[strings.LastIndex(v.Name, ".")+1:]
		if number != "exponent" && number != "temperature" {
			continue
		}
		how := "learned from there"
		if kept, step := t.kept(v.Name); kept != nil && !slices.ContainsFunc(kept, notFinite) {
			own, how = kept, fmt.Sprintf("learned up to step %d", step)
		}
		for _, x := range own {
			if found := t.unfit(number, x, how); found != "" {
				return found
			}
		}
	}
	for _, operator := range []conv.Operator{t.model.spec.Operators().Layers, t.model.spec.Operators().First,
		t.model.spec.Operators().Last} {
		if gen, ok := operator.(conv.GENConv); ok {
			if name, value, learned := gen.Number(); name != "" && !learned {
				if found := t.unfit(name, value, "given"); found != "" {
					return found
				}
			}
		}
	}
	return ""
}

// kept are a parameter's numbers in the last checkpoint, and its step; nil without one.
func (t *training) kept(name string) ([]float64, int) {
	store, err := t.model.copyValues()
	if err != nil {
		return nil, 0
	}
	defer store.Finalize()
	step, err := loadCheckpoint(store, t.checkpoints.directory)
	if err != nil || step == 0 {
		return nil, 0
	}
	return parameterValues(store, name), step
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func notFinite(v float64) bool { return !isFinite(v) }

// parameterValues are a parameter's numbers; nil where they can't be read.
func parameterValues(store *model.Store, name string) (values []float64) {
	value, err := net.Parameter(store, name).Value()
	if err != nil {
		return nil
	}
	if value.DType() == dtypes.Float64 {
		values, _ = tensors.CopyFlatData[float64](value)
		return values
	}
	narrow, _ := tensors.CopyFlatData[float32](value)
	for _, x := range narrow {
		values = append(values, float64(x))
	}
	return values
}

// unfit tells of an exponent or a temperature of GEN that takes its sums out of the range of the network's numbers.
func (t *training) unfit(name string, value float64, how string) string {
	// The power mean takes messages from 1e-4 to 100 to the power p, and their mean, in the same bounds, to 1/p.
	largest, advice := math.Log(math.MaxFloat32), "use WithFloat64() on the network, or another aggregation"
	if t.model.spec.DType() == dtypes.Float64 {
		largest, advice = math.Log(math.MaxFloat64), "use another aggregation"
	}
	least, most := math.Log(1e4)/largest, largest/math.Log(100)
	if name == "temperature" {
		least, most = -largestTemperature, largestTemperature
	}
	if value >= least && value <= most {
		return ""
	}
	return fmt.Sprintf("GEN's %s of %s, %s, takes messages out of the range of the network's numbers; keep it "+
		"between %s "+
		"and %s, %s", name, units.Number(value), how, units.Number(least), units.Number(most), advice)
}

// largestTemperature is what float32's seven digits leave of the differences of messages times a temperature.
const largestTemperature = 1e6

// ofScales looks at how large the features are.
func (t *training) ofScales(run.Record) string {
	for _, c := range t.concerned {
		if c.Kind == datasets.Scales {
			return c.String()
		}
	}
	return ""
}

// ofSolve looks at how an equilibrium network's search for its fixed point ended.
func (t *training) ofSolve(step run.Record) string {
	if !step.Forward.Failed() {
		return ""
	}
	return fmt.Sprintf("the search for the fixed point ended with %q; use another solver, more iterations or a "+
		"Jacobian "+
		"penalty", step.Forward.Status)
}

// ofLosses looks at whether the loss grew before: from its least by much.
func (t *training) ofLosses(step run.Record) string {
	const much = 3 // beyond what dropout and other parts of a graph do to a loss
	var least, last run.Record
	for _, r := range t.record.History() {
		if r.Kind != run.Step || r.Loss == nil || !isFinite(*r.Loss) {
			continue
		}
		if last = r; least.Loss == nil || *r.Loss < *least.Loss {
			least = r
		}
	}
	if last.Loss == nil || *last.Loss < much*math.Abs(*least.Loss) {
		return ""
	}
	return fmt.Sprintf("it grew from %s at step %d to %s at step %d, as with a learning rate that is too large; use a "+
		"smaller one than %g, or "+
		"WithGradientClipping(1)", units.Number(*least.Loss), least.Step, units.Number(*last.Loss),
		last.Step, *step.LearningRate)
}

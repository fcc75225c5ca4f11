package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// Cost is what Compare sets against what runs reached.
type Cost string

// The costs of a run.
const (
	Activations  Cost = "activations of a training step" // what grows with depth, and reversible layers do not keep
	AllParts     Cost = "memory of a training step, all parts"
	TrainingTime Cost = "training time"
	Parameters   Cost = "parameters"
	Evaluations  Cost = "evaluations of the solver in a step" // forward and backward, the mean over the steps
)

// usualCosts are those that Compare draws where none are named.
var usualCosts = []Cost{Activations, TrainingTime, Parameters}

// price is how a cost is read and written; 0 means unknown.
type price struct {
	cost   Cost
	column string // its name in the table
	format chart.Format
	of     func(reached) float64
}

var prices = []price{
	{Activations, "activations", chart.AsBytes, func(r reached) float64 {
		return float64(r.Profile().Activations + r.Profile().SolverBytes)
	}},
	{AllParts, "memory of a step", chart.AsBytes, func(r reached) float64 { return float64(r.Profile().Total()) }},
	{TrainingTime, "time", chart.AsTime, func(r reached) float64 { return r.time }},
	{Parameters, "parameters", chart.AsCount, func(r reached) float64 { return float64(r.Info().Model.Parameters()) }},
	{Evaluations, "evaluations a step", chart.AsNumber, func(r reached) float64 { return r.evaluations() }},
}

// priceOf finds a cost by its name, or says which there are.
func priceOf(c Cost) (p price, why string) {
	for _, p := range prices {
		if p.cost == c {
			return p, ""
		}
	}
	return p, fmt.Sprintf("There is no cost %q: give viz.Activations, viz.AllParts, viz.TrainingTime, "+
		"viz.Parameters or viz.Evaluations.", string(c))
}

// evaluations is how often the solver evaluated its function in a step, forward and backward, on average.
func (r reached) evaluations() float64 {
	sum, steps := 0, 0
	for _, record := range r.History() {
		if record.Forward == nil && record.Backward == nil {
			continue
		}
		steps++
		if record.Forward != nil {
			sum += record.Forward.Evaluations
		}
		if record.Backward != nil {
			sum += record.Backward.Evaluations
		}
	}
	return float64(sum) / float64(max(1, steps))
}

package viz

import (
	"github.com/kilolayer/kilolayer/internal/chart"
)

// cost is one price of a run; 0 means unknown.
type cost struct {
	name   string
	format chart.Format
	of     func(reached) float64
}

var costs = []cost{
	{"memory of a training step, all parts", chart.AsBytes,
		func(r reached) float64 { return float64(r.Profile().Total()) }},
	{"training time", chart.AsTime, func(r reached) float64 { return r.time }},
	{"parameters", chart.AsCount, func(r reached) float64 { return float64(r.Info().Model.Parameters()) }},
}

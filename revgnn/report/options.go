package report

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Option is something that a training was told, or that follows from it, as text.
type Option struct{ Name, Value string }

// Options lists the options of a network and its training by their names, as package options has them, but for those
// that are off; then the metric, the loss, the data and the number of parameters. The network's seed is called "seed of
// the network".
func Options(info run.Info) []Option {
	var list []Option
	for _, f := range options.Fields(&info.Model.Options) {
		name := f.Name
		if name == "seed" { // a training has one as well
			name = "seed of the network"
		}
		list = append(list, Option{name, f.String()})
	}
	for _, f := range options.Fields(&info.Training) {
		if f.Name != "metric" && f.Name != "loss" { // which info has, also where they are open
			list = append(list, Option{f.Name, f.String()})
		}
	}
	list = append(list, Option{"metric", info.Metric}, Option{"loss", info.Loss}, Option{"data", info.Data.Name},
		Option{"nodes", fmt.Sprint(info.Data.Nodes)}, Option{"edges", fmt.Sprint(info.Data.Edges)},
		Option{"parameters", fmt.Sprint(info.Model.Parameters())})
	kept := list[:0]
	for _, o := range list {
		if o.Value != "" {
			kept = append(kept, o)
		}
	}
	return kept
}

package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// change is one thing in which a run that is there differs from what is asked for.
type change struct{ name, there, now string }

// changes lists what must not change within a run and does: of the network, the data and the training. What follows
// from the rest, such as the number of parameters, and what may change from one process to the next, such as the
// device, is not among it.
func changes(kept, asked Info) []change {
	var list []change
	compare := func(name string, there, now any) {
		if there != now {
			list = append(list, change{name, told(there), told(now)})
		}
	}
	for _, d := range options.Changed(&kept.Model.Options, &asked.Model.Options) {
		if d.Name == "seed" { // a training has one as well
			d.Name = "seed of the network"
		}
		list = append(list, change{d.Name, d.One, d.Two})
	}
	k, a := kept.Model.Widths, asked.Model.Widths
	compare("node features", k.NodeFeatures, a.NodeFeatures)
	compare("node features from edges", k.EdgeSums, a.EdgeSums)
	compare("species", k.Species, a.Species)
	compare("edge features", k.EdgeFeatures, a.EdgeFeatures)
	compare("edge weights", k.Weighted, a.Weighted)
	compare("outputs", k.Outputs, a.Outputs)
	compare("labels", string(k.Labels), string(a.Labels))
	before := len(list)
	compare("data", kept.Data.Name, asked.Data.Name)
	compare("nodes", kept.Data.Nodes, asked.Data.Nodes)
	compare("edges", kept.Data.Edges, asked.Data.Edges)
	if len(list) == before { // else it says no more than these
		compare("data fingerprint", kept.Data.Fingerprint, asked.Data.Fingerprint)
	}
	s, t := kept.Data.Schema, asked.Data.Schema
	compare("names of features", namesOf(s.NodeFeatures, s.EdgeFeatures), namesOf(t.NodeFeatures, t.EdgeFeatures))
	compare("names of classes", quoted(s.Classes), quoted(t.Classes))
	compare("names of outputs", quoted(s.Outputs), quoted(t.Outputs))
	for _, d := range options.Changed(&kept.Training, &asked.Training) {
		switch d.Name {
		case "metric", "positive class", "loss": // told below, also where the options leave them open
			continue
		}
		list = append(list, change{d.Name, d.One, d.Two})
	}
	compare("metric", kept.Metric, asked.Metric)
	compare("loss", kept.Loss, asked.Loss)
	compare("parameters of the teacher", kept.Teacher, asked.Teacher)
	return list
}

// namesOf lists the names of features.
func namesOf(lists ...[]datasets.Feature) string {
	var names []string
	for _, list := range lists {
		for _, f := range list {
			names = append(names, f.String())
		}
	}
	return quoted(names)
}

func quoted(names []string) string {
	if names == nil {
		return ""
	}
	return fmt.Sprintf("%q", names)
}

// told is a value for readers.
func told(value any) string {
	switch value {
	case "":
		return "none"
	case true:
		return "yes"
	case false:
		return "no"
	}
	return fmt.Sprint(value)
}

// differences tells, in one line, how a run differs from what is asked for; "" when it does not. Options of the names
// in but are passed over.
func differences(kept, asked Info, but ...string) string {
	var words []string
	for _, c := range changes(kept, asked) {
		if !slices.Contains(but, c.name) {
			words = append(words, fmt.Sprintf("%s %s there, %s now", c.name, c.there, c.now))
		}
	}
	const most = 6
	if more := len(words) - most; more > 0 {
		words = append(words[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(words, "; ")
}

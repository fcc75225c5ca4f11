package viz

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// trait is one thing that was chosen for a run: an option of its network or of its training, or what it was trained on.
type trait struct {
	name  string
	value string // as JSON: runs are alike in a trait where their values are the same
	words string // how a figure tells it; "" where another trait tells it, or where it has no meaning for the network
	off   bool   // the option is left out
	usual bool   // the option has the default of the network's family, and other families have another
	more  string // told as well where other values have the same words, as operators with other options do
}

// traits are all that was chosen for a run but its seeds, in the order in which a table shows options.
func traits(info run.Info) (list []trait) {
	network, training := info.Model.Options, info.Training
	list = networkTraits(network)
	list = append(list, trait{name: "data", value: asJSON(info.Data.Name), words: info.Data.Name},
		trait{name: "content of the data", value: asJSON(info.Data.Fingerprint)})
	for _, f := range options.Fields(&training) {
		t := traitOf(f.Name, f)
		switch f.Name {
		case "seed":
			continue
		case "metric": // which the options may leave open
			t.value, t.words, t.off = asJSON(info.Metric), "metric "+lowerFirst(metricName(info.Metric)), false
		case "positive class": // which the metric tells
			t.words = ""
		case "teacher": // which is known by its parameters, wherever they lie
			t.value = asJSON(info.Teacher)
		}
		list = append(list, t)
	}
	return list
}

// networkTraits are those of the options of a network, and of each of its solvers.
func networkTraits(n options.Network) []trait {
	list := plainTraits(n)
	for i, t := range list {
		usual, known := defaults()[n.Family][t.name]
		otherwise := func(f options.Family) bool { return defaults()[f][t.name] != usual }
		list[i].usual = known && t.name != "family" && t.value == usual && slices.ContainsFunc(families, otherwise)
	}
	return list
}

func plainTraits(n options.Network) (list []trait) {
	for _, f := range options.Fields(&n) {
		t := traitOf(f.Name, f)
		switch f.Name {
		case "seed", "tied", "iterations": // the family tells the one, the solvers the other
			continue
		case "family":
			form := options.Network{Family: n.Family, Tied: n.Tied}
			t.value, t.words = asJSON(form), form.Name()
		case "operator":
			t.words = f.String()
		case "depth":
			t.words = layers(n.Depth)
		case "channels":
			t.words = plural(n.Channels, "channel")
		case "groups":
			t.words = plural(n.Groups, "group")
		case "solver":
			list = append(list, solverTraits(f.Name, n.Solver)...)
			continue
		case "backward solver":
			list = append(list, solverTraits(f.Name, n.BackwardSolver)...)
			continue
		}
		if !f.Means() {
			t.words = ""
		}
		list = append(list, t)
	}
	return list
}

// solverTraits are those of the options of a solver, nil for a network without.
func solverTraits(name string, s *options.Solver) (list []trait) {
	if s == nil {
		return nil
	}
	solver := *s
	for _, f := range options.Fields(&solver) {
		t := traitOf(name+" "+f.Name, f)
		if f.Name == "method" {
			t.words = name + " " + f.String()
		}
		if !f.Means() {
			t.words = ""
		}
		list = append(list, t)
	}
	return list
}

// traitOf is an option under a name. Its words are the name and the value, or the name alone for what is on.
func traitOf(name string, f options.Field) trait {
	t := trait{name: name, value: asJSON(f.Value()), words: name + " " + f.String()}
	switch f.String() {
	case "":
		t.words, t.off = name+" off", true
	case "yes":
		t.words = name
	}
	if o, ok := f.Value().(options.Operator); ok {
		t.more = string(o.Record)
	}
	return t
}

var families = []options.Family{options.Residual, options.Reversible, options.Equilibrium}

// defaults are the values of the options of each family by their names.
var defaults = sync.OnceValue(func() map[options.Family]map[string]string {
	all := map[options.Family]map[string]string{}
	for _, family := range families {
		all[family] = map[string]string{}
		for _, t := range plainTraits(options.NewNetwork(family)) {
			all[family][t.name] = t.value
		}
	}
	return all
})

// asJSON is a value as JSON, which two values share where they are the same option.
func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil { // of a number that is not finite, which no option is
		return fmt.Sprint(value)
	}
	return string(text)
}

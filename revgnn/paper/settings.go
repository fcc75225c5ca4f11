package paper

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Settings are all options of an experiment: its data, and those of the network, the training and the evaluation. One
// seed serves all three.
type Settings struct {
	Data       string             `json:"data"` // the name of a data set, or that of the graph that was given
	Network    options.Network    `json:"network"`
	Training   options.Training   `json:"training"`
	Evaluation options.Evaluation `json:"evaluation"`
}

// The names of the options that are no field of one struct.
const (
	dataName = "data"
	seedName = "seed"
)

// structs lists what the options are fields of.
func (s *Settings) structs() []options.Options {
	return []options.Options{&s.Network, &s.Training, &s.Evaluation}
}

// Names lists the names that With takes.
func Names() []string {
	return append([]string{dataName}, options.Names(new(Settings).structs()...)...)
}

// find is the option of that name, for any but the data. The error has the nearest names.
func (s *Settings) find(name string) (options.Field, error) {
	if !slices.Contains(Names(), name) {
		return options.Field{}, fmt.Errorf("an experiment has no option %q; %s", name, options.Nearest(name, Names()))
	}
	return options.Find(name, s.structs()...)
}

// set changes an option by its name.
func (s *Settings) set(name string, value any) error {
	if name == dataName {
		word, ok := value.(string)
		if !ok || dataNamed(word) == nil {
			return fmt.Errorf("the option %q takes one of %q, not %v", dataName, dataNames(), value)
		}
		s.Data = word
		return nil
	}
	f, err := s.find(name)
	if err != nil {
		return err
	}
	if _, is := f.Value().(options.Operator); is {
		if operator, err := conv.Option(value); err == nil {
			value = operator
		}
	}
	if name != seedName {
		return f.Set(value)
	}
	for _, of := range s.structs() {
		seed, err := options.Find(seedName, of)
		if err == nil {
			err = seed.Set(value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fields lists the options in the order in which a table shows them, each name once, as text.
func (s *Settings) fields() (names []string, text map[string]string) {
	names, text = []string{dataName}, map[string]string{dataName: s.Data}
	for _, f := range options.Fields(s.structs()...) {
		switch {
		case f.Name == seedName: // at the end
			text[seedName] = f.String()
			continue
		case f.Name == "failed solves" && s.Network.Family != options.Equilibrium:
			continue // there are no solves
		}
		names, text[f.Name] = append(names, f.Name), f.String()
	}
	return append(names, seedName), text
}

// ofFamily are the options that start anew with another family.
var ofFamily = []string{"family", "groups", "backward", "iterations"}

// changeFamily gives the network the defaults of another family where those of its own have no meaning there.
func (s *Settings) changeFamily(family options.Family) {
	was, n := s.Network, options.NewNetwork(family)
	for _, f := range options.Fields(&n) {
		old, err := options.Find(f.Name, &was)
		if err != nil || !f.Means() || !old.Means() || slices.Contains(ofFamily, f.Name) {
			continue
		}
		if err := f.Set(old.Value()); err != nil {
			continue // the default stays where the other family's value has no meaning
		}
	}
	s.Network = n
}

// validate names the first option that is out of range or has no meaning together with the others.
func (s *Settings) validate() error {
	for _, of := range []interface{ Validate() error }{s.Network, s.Training, s.Evaluation} {
		if err := of.Validate(); err != nil {
			return err
		}
	}
	return nil
}

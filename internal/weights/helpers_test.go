package weights

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// network is a network with its parameters.
type network struct {
	spec  *net.Spec
	store *model.Store
}

// built builds a network of a family for a graph.
func built(t *testing.T, family options.Family, operator conv.Operator, g *datasets.Graph,
	changes ...func(o *options.Network)) *network {
	t.Helper()
	o := options.NewNetwork(family)
	for _, change := range changes {
		change(&o)
	}
	spec, err := net.New(o, net.Operators{Layers: operator}, g)
	if err != nil {
		t.Fatal(err)
	}
	return &network{spec: spec, store: spec.Draw()}
}

// save writes the network's parameters to a file.
func (n *network) save(path string, names Naming) error {
	file, err := Encode(n.spec, n.store, Learned{}, names)
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if err := file.Serialize(&content); err != nil {
		return err
	}
	return os.WriteFile(path, content.Bytes(), 0o644)
}

// load gives the network the parameters of a file.
func (n *network) load(path string, names Naming) error {
	store, _, err := Read(path, n.spec, names)
	if err == nil {
		n.store = store
	}
	return err
}

// perturb moves all parameters away from where they start: normal noise of a standard deviation.
func (n *network) perturb(t *testing.T, deviation float64) {
	t.Helper()
	for _, v := range n.spec.Variables() {
		rng := rand.New(rand.NewPCG(1, uint64(len(v.Name))))
		value := golden.FromTensor(net.Parameter(n.store, v.Name).MustValue())
		for i := range value.Values {
			value.Values[i] += deviation * rng.NormFloat64()
		}
		if err := net.Parameter(n.store, v.Name).SetValue(golden.ToTensor(value, n.spec.DType())); err != nil {
			t.Fatal(err)
		}
	}
}

// oneOfUs holds that an error is one line of the package's words that says each of the parts.
func oneOfUs(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	text := err.Error()
	if strings.Contains(text, "\n") || !strings.HasPrefix(text, "revgnn: ") {
		t.Errorf("error %q, want one line", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("error %q, want %q in it", text, part)
		}
	}
}

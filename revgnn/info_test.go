package revgnn_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
	"github.com/kilolayer/kilolayer/viz"
)

var _ viz.Described = (*run.Run)(nil)

// TestInfo holds the parameters of each part, as the figure shows them, against the tensors themselves.
func TestInfo(t *testing.T) {
	club, proteins := datasets.Karate().Must(), datasets.ProteinsLike(60, 200, 1).Must()
	for _, c := range []struct {
		name  string
		model *revgnn.Model
	}{
		{"reversible", revgnn.Reversible(conv.GEN()).WithDepth(5).WithChannels(16).WithGroups(4).For(proteins).Must()},
		{"residual", revgnn.Residual(conv.GCN()).WithDepth(5).WithChannels(16).For(club).Must()},
		{"tied", revgnn.Residual(conv.GEN()).WithDepth(5).WithChannels(16).WithTiedWeights().
			WithOwnFirstLayer().For(proteins).Must()},
		{"tied and " +
			"reversible", revgnn.Reversible(conv.SAGE()).WithDepth(5).WithChannels(16).WithTiedWeights().
			WithOwnFirstLayer().For(club).Must()},
		{"equilibrium", revgnn.Equilibrium(conv.GEN()).WithChannels(16).For(proteins).Must()},
	} {
		info := c.model.Info()
		if info.Model.Parameters() != c.model.Parameters() || info.Model.Fingerprint() == "" || info.Data.Nodes == 0 {
			t.Errorf("%s: %+v", c.name, info)
		}
		want := map[string]int{}
		for _, row := range c.model.Table().Rows { // name, shape, parameters
			prefix, _, _ := strings.Cut(row[0], ".")
			n, err := strconv.Atoi(row[2])
			if err != nil {
				t.Fatal(err)
			}
			want[prefix] += n
		}
		parts := map[string]string{"stack": "× 5 layers", "tied": "× 4 layers, weight-tied", "first": "first layer"}
		if info.Model.Options.Family == options.Equilibrium {
			parts["tied"] = "block"
		}
		got := map[string]string{}
		for _, row := range viz.Model(c.model).Table().Rows { // part, in, out, parameters
			got[row[0]] = row[3]
		}
		for prefix, n := range want {
			part, ok := parts[prefix]
			if !ok {
				part = strings.ReplaceAll(prefix, "_", " ")
			}
			if got[part] != units.Count(n) {
				t.Errorf("%s: %s has %s parameters in the figure, and %d", c.name, part, got[part], n)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: parts %v, want %v", c.name, got, want)
		}
	}
}

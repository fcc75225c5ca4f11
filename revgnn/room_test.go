package revgnn

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestRoom holds that what is advised fits, and that the next does not, for networks and data of the paper's sizes.
func TestRoom(t *testing.T) {
	species := done(t)(datasets.ProteinsLike(40, 200, 1).WithTasks(112).Done())
	products := done(t)(datasets.Random(40, 200, 1).WithNodeFeatures(100).WithClasses(47).Done())
	const proteins, proteinsEdges, bought, boughtEdges = 132_534, 79_122_504, 2_449_029, 126_167_309
	for _, c := range []struct {
		name         string
		network      interface{ Done() (*Model, error) }
		nodes, edges int
	}{
		{"wide reversible", Reversible(conv.GEN()).WithDepth(448).WithChannels(224).For(species),
			proteins, proteinsEdges},
		{"residual", Residual(conv.GEN()).WithDepth(112).WithChannels(64).For(species), proteins, proteinsEdges},
		{"reversible without edge features", Reversible(conv.SAGE()).WithDepth(112).WithChannels(160).For(products),
			bought, boughtEdges},
		{"equilibrium", Equilibrium(conv.GEN()).WithChannels(224).For(species), proteins, proteinsEdges},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := built(t, c.network).ForSize(c.name, c.nodes, c.edges)
			o, groups := options.NewTraining(), m.Options().Groups
			o.Parts = 10
			need := m.estimateTraining(o, false).Total()
			device := xla.Device{Name: "a made-up device", Bytes: need}
			if err := m.room(o, device); err != nil {
				t.Errorf("a step of %d bytes: %v", need, err)
			}
			device.Bytes = need / 2
			fits := func(m *Model, o options.Training) bool {
				return m.estimateTraining(o, false).Total() <= device.Bytes
			}
			inWidth := func(channels int) bool {
				other, err := m.withChannels(channels)
				return err == nil && fits(other, o)
			}
			channels := m.mostChannels(o, device, device.Bytes)
			if channels < groups || !inWidth(channels) || inWidth(channels+groups) {
				t.Errorf("%d channels are said to be the most that fit", channels)
			}
			parts, fewer := o, o
			parts.Parts = m.leastParts(o, device, device.Bytes)
			fewer.Parts = parts.Parts - 1
			if parts.Parts <= o.Parts || !fits(m, parts) || fits(m, fewer) {
				t.Errorf("%d parts are said to be the least that fit", parts.Parts)
			}
			err := m.room(o, device)
			advice := fmt.Sprintf("%d channels, or %d parts", channels, parts.Parts)
			for _, words := range []string{"a made-up device", advice} {
				if err == nil || !strings.Contains(err.Error(), words) {
					t.Errorf("%v, want %q in it", err, words)
				}
			}
			compiled := m.estimateTraining(o, false)
			compiled.Activations -= compiled.Activations / 4 // the estimate was a third too high
			if err := m.compiledRoom(o, xla.Device{Bytes: compiled.Total() - 1, Swap: 1}, compiled); err != nil {
				t.Errorf("a compiled step that fits: %v", err)
			}
			err = m.compiledRoom(o, xla.Device{Name: "a made-up device", Bytes: compiled.Total() - 1}, compiled)
			if err == nil || !strings.Contains(err.Error(), "a made-up device; what fits: ") {
				t.Errorf("a compiled step that takes a byte too many: %v", err)
			}
			device.Bytes = 1000
			const nothing = "neither fewer channels nor more parts"
			if err := m.room(o, device); err == nil || !strings.Contains(err.Error(), nothing) {
				t.Errorf("no memory at all: %v", err)
			}
		})
	}
}

// TestRoomAdvice holds the widths that are advised against forms that take some widths alone.
func TestRoomAdvice(t *testing.T) {
	g := classes(t)
	for _, c := range []struct {
		name    string
		network interface{ Done() (*Model, error) }
		unit    int
	}{
		{"groups share the channels", Reversible(conv.GCN()).WithGroups(4).WithChannels(24).For(g), 4},
		{"heads share those of a group", Reversible(conv.GAT().WithHeads(3)).WithGroups(2).WithChannels(24).For(g), 6},
		{"any width", Residual(conv.GCN()).WithChannels(24).For(g), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if unit := built(t, c.network).channelUnit(); unit != c.unit {
				t.Errorf("widths are multiples of %d, want %d", unit, c.unit)
			}
		})
	}
}

// TestRoomRefuses holds that a step that this machine has no memory for is refused before anything is compiled.
func TestRoomRefuses(t *testing.T) {
	device := xla.Describe(started(t, xla.Default))
	if device.Bytes == 0 {
		t.Skip("the memory of this machine is not known")
	}
	g := classes(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(1000).WithChannels(200_000).For(g)) // 20 million million parameters
	b := Train(m, g).WithDirectory(t.TempDir())
	for name, refused := range map[string]func() error{
		"Plan": func() error { _, err := b.Plan().Done(); return err },
		"Done": func() error { _, err := b.Done(); return err },
	} {
		const tooLarge = "revgnn: a step with 200000 channels and 1 parts takes about "
		err := refused()
		if err == nil || !strings.HasPrefix(err.Error(), tooLarge) || !strings.Contains(err.Error(), device.Name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

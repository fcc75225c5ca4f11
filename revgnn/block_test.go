package revgnn

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestGroupsShareMemory holds that groups are worked on one after the other: with many more edges than nodes, a step
// takes the room of one group's messages, three tensors of its width, whatever the number of groups.
func TestGroupsShareMemory(t *testing.T) {
	t.Setenv("KILOLAYER_KERNELS", "off") // kernels hold no messages
	const edges, channels = 20_000, 32
	g := done(t)(datasets.Random(50, edges, 1).WithNodeFeatures(4).WithEdgeFeatures(4).WithClasses(2).Done())
	for _, groups := range []int{2, 4} {
		m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(channels).WithGroups(groups).For(g))
		p, err := m.Profile(g).Done()
		if err != nil {
			t.Fatal(err)
		}
		message := int64(4 * edges * channels / groups)
		if held := float64(p.Activations) / float64(message); held > 3.5 {
			t.Errorf("%d groups: activations take %.2f tensors of a group's messages, want about 3", groups, held)
		}
	}
}

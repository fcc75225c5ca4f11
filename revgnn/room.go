package revgnn

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/units"
)

// room refuses a training whose step takes more memory than the device has, by the estimate, with what would fit.
func (j *job) room() error {
	backend, err := xla.Default()
	if err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	return j.model.room(j.options, xla.Describe(backend))
}

// room is that of a training of the model on a device.
func (m *Model) room(o options.Training, device xla.Device) error {
	need := m.EstimateTraining(o).Total()
	if device.Bytes == 0 || need <= device.Bytes {
		return nil
	}
	var ways []string
	if channels := m.mostChannels(o, device.Bytes); channels > 0 {
		ways = append(ways, fmt.Sprintf("%d channels", channels))
	}
	if parts := m.leastParts(o, device.Bytes); parts > 0 {
		ways = append(ways, fmt.Sprintf("%d parts", parts))
	}
	advice := "neither fewer channels nor more parts would fit alone; use fewer layers as well"
	if len(ways) > 0 {
		advice = "what fits: " + strings.Join(ways, ", or ")
	}
	return fmt.Errorf("revgnn: a step with %d channels and %d parts takes about %s, more than the %s of %s; %s",
		m.spec.Options().Channels, o.Parts, units.Bytes(need), units.Bytes(device.Bytes), device.Name, advice)
}

// withChannels is the model in another width; an error where its form can't have that.
func (m *Model) withChannels(channels int) (*Model, error) {
	o := m.spec.Options()
	o.Channels = channels
	return assemble(o, m.spec.Widths(), m.size, m.Schema())
}

// mostChannels is the largest width below the present one at which a step of the same form fits; 0 for none.
func (m *Model) mostChannels(o options.Training, limit int64) int {
	unit := m.channelUnit()
	if unit == 0 {
		return 0
	}
	return unit * largest((m.spec.Options().Channels-1)/unit, func(n int) bool {
		narrow, err := m.withChannels(n * unit)
		return err == nil && narrow.EstimateTraining(o).Total() <= limit
	})
}

// channelUnit is the least width that the form can have: groups, and heads where there are some, share the channels.
func (m *Model) channelUnit() int {
	have := m.spec.Options()
	for unit := 1; unit <= have.Channels; unit++ {
		if have.Channels%unit != 0 || unit%have.Groups != 0 {
			continue
		}
		if _, err := m.withChannels(unit); err == nil {
			return unit
		}
	}
	return 0
}

// leastParts is the smallest number of parts above the present one at which a step fits; 0 for none.
func (m *Model) leastParts(o options.Training, limit int64) int {
	const most = 1000 // beyond it next to no edges are left in a part
	from := o.Parts
	more := largest(most-from, func(n int) bool { // the steps that do not help
		o.Parts = from + n
		return m.EstimateTraining(o).Total() > limit
	})
	if more >= most-from {
		return 0
	}
	return from + more + 1
}

// largest is the largest n from 1 to most that holds, where all below it hold as well; 0 for none.
func largest(most int, holds func(n int) bool) int {
	low, high := 0, most
	for low < high {
		if middle := (low + high + 1) / 2; holds(middle) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

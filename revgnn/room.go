package revgnn

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// mostAbove is how many times the memory of a compiled step its estimate may be. TestEstimates has 1.35.
const mostAbove = 1.5

// room refuses a training whose step clearly takes more memory than the device has, with what would fit: by the
// estimate, even if that is as far off as it may be.
func (j *job) room() error {
	backend, err := xla.Default()
	if err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	return j.model.room(j.options, xla.Describe(backend).Shared(j.options.Devices))
}

// room is that of a training of the model on a device.
func (m *Model) room(o options.Training, device xla.Device) error {
	need := m.estimateTraining(o, device.Kernels).Total()
	if device.Bytes == 0 || float64(need) <= mostAbove*float64(device.Most()) {
		return nil
	}
	return fmt.Errorf("revgnn: %s about %s, more than the %s of %s; %s", m.aStep(o), units.Bytes(need),
		units.Bytes(device.Bytes), device.Name, m.ways(o, device, device.Bytes))
}

// compiledRoom refuses a compiled step that takes more memory than the device has. What would fit follows from how far
// the estimate of this one was off.
func (m *Model) compiledRoom(o options.Training, device xla.Device, compiled run.Memory) error {
	need := compiled.Total()
	if device.Bytes == 0 || need <= device.Most() {
		return nil
	}
	return fmt.Errorf("revgnn: %s %s, more than the %s of %s; %s", m.aStep(o), units.Bytes(need),
		units.Bytes(device.Bytes), device.Name, m.ways(o, device, m.estimated(o, device, need, device.Bytes)))
}

// noRoom makes an error of the device, that it had no memory left, one that tells what takes half of the step's. Other
// errors stay as they are.
func (m *Model) noRoom(err error, o options.Training, device xla.Device, step run.Memory) error {
	if !xla.OutOfMemory(err) {
		return err
	}
	need := step.Total()
	return fmt.Errorf("revgnn: %s about %s, and %s had less left; let other programs leave some, or take half: %s",
		m.aStep(o), units.Bytes(need), device.Name, m.ways(o, device, m.estimated(o, device, need, need/2)))
}

// aStep begins a sentence on the memory of a step.
func (m *Model) aStep(o options.Training) string {
	return fmt.Sprintf("a step with %d channels and %d parts takes", m.spec.Options().Channels, o.Parts)
}

// estimated is what the estimate of a step is likely to be that takes the given bytes, as this one's is that takes
// need on the device.
func (m *Model) estimated(o options.Training, device xla.Device, need, bytes int64) int64 {
	return int64(float64(bytes) * float64(m.estimateTraining(o, device.Kernels).Total()) / float64(max(1, need)))
}

// ways tells in what width, or in how many parts, a step takes no more than a limit on the device.
func (m *Model) ways(o options.Training, device xla.Device, limit int64) string {
	var ways []string
	if channels := m.mostChannels(o, device, limit); channels > 0 {
		ways = append(ways, fmt.Sprintf("%d channels", channels))
	}
	if parts := m.leastParts(o, device, limit); parts > 0 {
		ways = append(ways, fmt.Sprintf("%d parts", parts))
	}
	if len(ways) == 0 {
		return "neither fewer channels nor more parts would fit alone; use fewer layers as well"
	}
	return "what fits: " + strings.Join(ways, ", or ")
}

// withChannels is the model in another width; an error where its form can't have that.
func (m *Model) withChannels(channels int) (*Model, error) {
	o := m.spec.Options()
	o.Channels = channels
	return assemble(o, m.spec.Widths(), m.size, m.Schema())
}

// mostChannels is the largest width below the present one at which a step of the same form fits; 0 for none.
func (m *Model) mostChannels(o options.Training, device xla.Device, limit int64) int {
	unit := m.channelUnit()
	if unit == 0 {
		return 0
	}
	return unit * largest((m.spec.Options().Channels-1)/unit, func(n int) bool {
		narrow, err := m.withChannels(n * unit)
		return err == nil && narrow.estimateTraining(o, device.Kernels).Total() <= limit
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
func (m *Model) leastParts(o options.Training, device xla.Device, limit int64) int {
	const most = 1000 // beyond it next to no edges are left in a part
	from := o.Parts
	more := largest(most-from, func(n int) bool { // the steps that do not help
		o.Parts = from + n
		return m.estimateTraining(o, device.Kernels).Total() > limit
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

package revgnn

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/internal/units"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// room refuses a step of so many parts that the device has too little memory for, by the estimate, with what would fit.
func (e *Experiment) room(parts int) error {
	device, err := e.onDevice()
	if err != nil || device.Bytes == 0 {
		return err
	}
	s := e.settings
	s.Parts = parts
	m, err := e.estimate(s)
	if err != nil {
		return err
	}
	need := m.Total()
	if need <= device.Bytes {
		return nil
	}
	var ways []string
	if channels := e.mostChannels(s, device.Bytes); channels > 0 {
		ways = append(ways, fmt.Sprintf("%d channels (%s)", channels, `With("channels", …)`))
	}
	if parts := e.leastParts(s, device.Bytes); parts > 0 {
		ways = append(ways, fmt.Sprintf("%d parts (%s)", parts, `With("parts", …)`))
	}
	advice := "neither fewer channels nor more parts would fit alone; use fewer layers as well"
	if len(ways) > 0 {
		advice = "what fits: " + strings.Join(ways, ", or ")
	}
	return fmt.Errorf("revgnn: a step of %s with %d channels and %d parts takes about %s, more than the %s of %s; %s",
		e.Name, s.Channels, parts, units.Bytes(need), units.Bytes(device.Bytes), device.Name, advice)
}

// onDevice describes what the experiment runs on.
func (e *Experiment) onDevice() (xla.Device, error) {
	if e.device != nil {
		return *e.device, nil
	}
	backend, err := xla.Default()
	if err != nil {
		return xla.Device{}, fmt.Errorf("revgnn: %w", err)
	}
	return xla.Describe(backend), nil
}

// mostChannels is the largest width below the present one at which a step of the same form fits; 0 for none.
func (e *Experiment) mostChannels(s settings, limit int64) int {
	unit := e.channelUnit(s)
	if unit == 0 {
		return 0
	}
	return unit * largest((s.Channels-1)/unit, func(n int) bool {
		s.Channels = n * unit
		m, err := e.estimate(s)
		return err == nil && m.Total() <= limit
	})
}

// channelUnit is the least width that the form can have: groups, and heads where there are some, share the channels.
func (e *Experiment) channelUnit(s settings) int {
	for unit := 1; unit <= s.Channels; unit++ {
		if s.Channels%unit != 0 || unit%s.Groups != 0 {
			continue
		}
		s := s
		s.Channels = unit
		if _, err := e.estimate(s); err == nil {
			return unit
		}
	}
	return 0
}

// leastParts is the smallest number of parts above the present one at which a step fits; 0 for none.
func (e *Experiment) leastParts(s settings, limit int64) int {
	const most = 1000 // beyond it next to no edges are left in a part
	from := s.Parts
	more := largest(most-from, func(n int) bool { // the steps that do not help
		s.Parts = from + n
		m, err := e.estimate(s)
		return err != nil || m.Total() > limit
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

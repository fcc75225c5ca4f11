package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// AllDevices is all devices that there are, for WithDevices.
const AllDevices = options.AllDevices

// devicesOf is how many devices a number asked for is. It is an error where there are fewer; a number without a meaning
// stays as it is.
func devicesOf(asked int) (int, error) {
	backend, err := xla.Default()
	if err != nil {
		return 0, fmt.Errorf("revgnn: %w", err)
	}
	there := backend.NumDevices()
	switch {
	case asked == AllDevices:
		return there, nil
	case asked == 0:
		return 1, nil
	case asked > there && there == 1:
		return 0, fmt.Errorf("revgnn: %d devices, and there is one alone (%s); use 1", asked,
			xla.Describe(backend).Name)
	case asked > there:
		return 0, fmt.Errorf("revgnn: %d devices, and there are %d (%s); use 1 to %d, or AllDevices", asked, there,
			xla.Describe(backend).Name, there)
	}
	return asked, nil
}

// share finds how many devices there are to be, and over how many parts gradients are averaged where that was left
// open: one on each device, or what the run in the directory has, which may go on with another number of devices.
func (j *job) share() (err error) {
	o := &j.options
	if o.Devices, err = devicesOf(o.Devices); err != nil {
		return err
	}
	if o.Accumulate > 1 {
		return nil
	}
	kept, found := j.kept()
	if !found || o.Devices <= 1 && kept.Devices <= 1 {
		o.Accumulate = max(1, o.Devices)
		return nil
	}
	o.Accumulate = max(1, kept.Accumulate)
	if o.Accumulate%o.Devices != 0 && kept.Parts == o.Parts {
		return fmt.Errorf("revgnn: the run in %s has steps of %d of its parts, which %d devices can't share evenly; "+
			"use a number of devices that divides %d, another directory, or WithRestart() to train anew", j.directory,
			o.Accumulate, o.Devices, o.Accumulate)
	}
	return nil
}

// kept is the options of the run that is gone on with; none where there is no such run.
func (j *job) kept() (options.Training, bool) {
	if j.directory == "" || j.restart || !run.Exists(j.directory) {
		return options.Training{}, false
	}
	r, err := run.Open(j.directory)
	if err != nil {
		return options.Training{}, false // going on tells why
	}
	return r.Info().Training, true
}

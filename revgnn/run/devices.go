package run

import (
	"fmt"
	"path/filepath"
	"slices"
)

// SetDevices keeps that the steps after those of the history are taken on n devices, at least 1. What was kept for
// steps that the history has no more, as after Rewind, is dropped.
func (r *Run) SetDevices(n int) error {
	if err := r.writable(); err != nil {
		return err
	}
	if n < 1 {
		return fmt.Errorf("run: %d devices; use at least 1", n)
	}
	last := 0
	if k := len(r.history); k > 0 {
		last = r.history[k-1].Step
	}
	next := r.info
	next.LaterDevices = slices.DeleteFunc(slices.Clone(next.LaterDevices), func(d DevicesFrom) bool {
		return d.Step > last
	})
	if next.devices() != n {
		next.LaterDevices = append(next.LaterDevices, DevicesFrom{last + 1, n})
	}
	if slices.Equal(next.LaterDevices, r.info.LaterDevices) {
		return nil
	}
	if err := writeJSON(filepath.Join(r.dir, infoFile), infoOnDisk{format, next}); err != nil {
		return err
	}
	r.info = next
	return nil
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// resident counts the resident memory of this process from the moment that it is made.
type resident struct{ before int64 }

// newResident gives back what was freed, and makes Linux forget the highest resident memory so far.
func newResident() (r resident, err error) {
	xla.Trim()
	if r.before, err = statusBytes("VmRSS:"); err != nil {
		return r, err
	}
	const forgetPeak = "5"
	return r, os.WriteFile("/proc/self/clear_refs", []byte(forgetPeak), 0)
}

// most is the highest resident memory since, over that of the start.
func (r resident) most() (bytes int64, err error) {
	bytes, err = statusBytes("VmHWM:")
	return bytes - r.before, err
}

// statusBytes reads a line of what Linux tells of this process.
func statusBytes(key string) (bytes int64, err error) {
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("resident memory is measured on Linux only: %w", err)
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), key); found {
			kibibytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 10, 64)
			return kibibytes << 10, err
		}
	}
	return 0, errors.New("/proc/self/status has no " + key)
}

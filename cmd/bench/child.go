package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// taskVariable names the task that this program does on a path, in place of the bench.
const taskVariable = "KILOLAYER_BENCH_TASK"

// inChild does a task in another process, and reads its result.
func inChild(task, path string, result any) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.Command(program, path)
	child.Env = append(os.Environ(), taskVariable+"="+task)
	child.Stderr = os.Stderr
	printed, err := child.Output()
	if err != nil {
		return err
	}
	return json.Unmarshal(printed, result)
}

// peak is the most memory that was resident in this process, as Linux counts it.
func peak() (bytes int64, err error) {
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("the peak of memory is measured on Linux only: %w", err)
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			kibibytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 10, 64)
			return kibibytes << 10, err
		}
	}
	return 0, errors.New("/proc/self/status has no VmHWM")
}

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// taskVariable names the task that this program does on a path, in place of the bench.
const taskVariable = "KILOLAYER_BENCH_TASK"

// inChild does a task in another process, and reads its result.
func inChild(task, path string, result any) error {
	child, err := taskCommand(task, path)
	if err != nil {
		return err
	}
	printed, err := child.Output()
	if err != nil {
		return err
	}
	return json.Unmarshal(printed, result)
}

// taskCommand is the process that does a task.
func taskCommand(task, path string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	child := exec.Command(program, path)
	child.Env = append(os.Environ(), taskVariable+"="+task)
	child.Stderr = os.Stderr
	return child, nil
}

// cpuTime is how long the threads of a process have run, as Linux counts it.
func cpuTime(process int) (time.Duration, error) {
	const tick = 10 * time.Millisecond // of 100 a second, on all of Linux's machines
	path := fmt.Sprintf("/proc/%d/stat", process)
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("the time on a core is measured on Linux only: %w", err)
	}
	// The name in brackets may hold blanks. The 14th and the 15th of all fields are its own time and the system's.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("%s holds %q", path, text)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s holds %q", path, text)
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
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

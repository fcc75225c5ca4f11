package xla

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// Device is what a backend computes on.
type Device struct {
	Name     string // "CPU, 2 cores", or a GPU's own name
	Platform string // "cpu", "cuda" or "go"
	Plugin   string // the plugin's file and version, "" without one
	Bytes    int64  // its memory, 0 when unknown
}

// Describe describes the first device of a backend.
func Describe(backend compute.Backend) Device {
	device := Device{Name: fmt.Sprintf("CPU, %d cores", runtime.NumCPU()), Platform: "go", Bytes: systemMemory()}
	x, ok := backend.(*xla.Backend)
	if !ok {
		return device
	}
	device.Platform = "cpu"
	path := x.PluginName()
	if target, err := os.Readlink(path); err == nil && strings.HasPrefix(path, "/proc/") {
		path = target
	}
	if p, err := pjrt.GetPlugin(x.PluginName()); err == nil { // the one that is loaded
		major, minor := p.Version()
		device.Plugin = fmt.Sprintf("%s, PJRT %d.%d", filepath.Base(path), major, minor)
	}
	if (plugin{path: path}).cuda() {
		device.Platform = "cuda"
		device.Name, device.Bytes = gpu()
		if device.Name == "" {
			device.Name = x.DeviceDescription(0)
		}
	}
	return device
}

// gpu asks the driver for the name and the memory of the first GPU that this process may use. XLA tells neither.
func gpu() (name string, size int64) {
	first, _, _ := strings.Cut(os.Getenv("CUDA_VISIBLE_DEVICES"), ",")
	if first == "" {
		first = "0"
	}
	out, err := exec.Command("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits", "-i",
		first).Output()
	if err != nil {
		return "", 0
	}
	return parseGPU(string(out))
}

// parseGPU reads a line "NVIDIA H200, 143771", with the memory in MiB.
func parseGPU(line string) (name string, size int64) {
	name, memory, _ := strings.Cut(strings.TrimSpace(line), ", ")
	mebibytes, _ := strconv.ParseInt(memory, 10, 64)
	return name, mebibytes << 20
}

// systemMemory returns the bytes that this machine's or container's processes share, 0 when unknown.
func systemMemory() int64 {
	var size int64
	if content, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range bytes.Lines(content) {
			if fields := strings.Fields(string(line)); len(fields) > 1 && fields[0] == "MemTotal:" {
				kibibytes, _ := strconv.ParseInt(fields[1], 10, 64)
				size = kibibytes << 10
			}
		}
	}
	if content, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		// "max" where the container has no limit
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64); err == nil &&
			(size == 0 || limit < size) {
			size = limit
		}
	}
	return size
}

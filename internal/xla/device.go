package xla

import (
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
	Swap     int64  // what a CPU's processes can have swapped out beside
}

// Most is the memory beyond which a program can't run, 0 when unknown.
func (d Device) Most() int64 { return d.Bytes + d.Swap }

// Describe describes the first device of a backend.
func Describe(backend compute.Backend) Device {
	device := Device{Name: fmt.Sprintf("CPU, %d cores", runtime.NumCPU()), Platform: "go"}
	device.Bytes, device.Swap = systemMemory("/")
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
		device.Swap = 0
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

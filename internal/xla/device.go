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
	Kernels  bool   // its programs call the kernels of internal/kernel
	Swap     int64  // what a CPU's processes can have swapped out beside
}

// Most is the memory beyond which a program can't run, 0 when unknown.
func (d Device) Most() int64 { return d.Bytes + d.Swap }

// Shared is the device as one of n that are used at once: those of a CPU have its memory together.
func (d Device) Shared(n int) Device {
	if n > 1 && d.Platform == string(onCPU) {
		d.Name = fmt.Sprintf("each of %d devices on %s", n, d.Name)
		d.Bytes, d.Swap = d.Bytes/int64(n), d.Swap/int64(n)
	}
	return d
}

// Describe describes the first device of a backend, or the one that it compiles for.
func Describe(backend compute.Backend) Device {
	if a, ok := backend.(*ahead); ok {
		return Device{Name: a.gpu.Name, Platform: string(a.target), Plugin: loaded(a.Backend), Bytes: a.gpu.Memory}
	}
	device := Device{Name: fmt.Sprintf("CPU, %d cores", runtime.NumCPU()), Platform: string(targetOf(backend)),
		Kernels: hasKernels(backend)}
	device.Bytes, device.Swap = systemMemory("/")
	x, ok := backend.(*xla.Backend)
	if !ok {
		return device
	}
	device.Plugin = loaded(x)
	if targetOf(backend) == onCUDA {
		device.Swap = 0
		device.Name, device.Bytes = gpu()
		if device.Name == "" {
			device.Name = x.DeviceDescription(0)
		}
	}
	return device
}

// targetOf is the target of a backend's programs.
func targetOf(backend compute.Backend) target {
	switch b := backend.(type) {
	case *ahead:
		return b.target
	case *xla.Backend:
		return plugin{path: pluginFile(b)}.target()
	}
	return onGo
}

// OwnMemory tells whether a backend's devices have memory of their own, into which a program's inputs are copied.
func OwnMemory(backend compute.Backend) bool { return targetOf(backend).ownMemory() }

// pluginFile is the path of a backend's plugin, whatever name it was loaded by.
func pluginFile(b *xla.Backend) string {
	path := b.PluginName()
	if target, err := os.Readlink(path); err == nil && strings.HasPrefix(path, "/proc/") {
		return target
	}
	return path
}

// loaded is the file and the version of a backend's plugin.
func loaded(b *xla.Backend) string {
	p, err := pjrt.GetPlugin(b.PluginName()) // the one that is loaded
	if err != nil {
		return ""
	}
	major, minor := p.Version()
	return fmt.Sprintf("%s, PJRT %d.%d", filepath.Base(pluginFile(b)), major, minor)
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

package xla

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/internal/aot"
)

// ahead is a backend that compiles for a device which need not be there, and runs nothing. It is XLA's but for the last
// step: the program's text is the one that a backend with such a device would be given.
type ahead struct {
	*xla.Backend // of the plugin, without a client
	target       target
	gpu          device.GPU
	compile      func(program []byte) (aot.Memory, error)
	free         func()
}

// ErrNoCUDA is the error of Ahead where the CUDA wheels are not installed.
var ErrNoCUDA = errors.New("xla: no CUDA plugin and ptxas found to compile for a GPU with; run make gpu in a " +
	"checkout, or pip install jax-cuda12-pjrt nvidia-cuda-nvcc-cu12")

// Ahead returns a backend that compiles for a GPU which need not be there. CompiledMemory tells the memory that a graph
// takes on it, and Describe tells of it; nothing can run. Finalize ends it.
//
// The CUDA plugin is looked for like others, and in .gpu, which make gpu makes; no GPU, driver or further library is
// needed. The error is ErrNoCUDA without it.
func Ahead(gpu device.GPU) (compute.Backend, error) { return thisMachine().ahead(gpu) }

func (m machine) ahead(gpu device.GPU) (compute.Backend, error) {
	if err := gpu.Validate(); err != nil {
		return nil, fmt.Errorf("xla: %w", err)
	}
	path, tools, err := m.findAhead()
	if err != nil {
		return nil, err
	}
	defer quiet()()
	quietXLA()
	defer mute()() // CUDA's libraries say that there is no driver, which is why this is done
	a := &ahead{target: onCUDA, gpu: gpu}
	err = Try(func() error {
		loaded, err := pjrt.GetPlugin(path)
		if err != nil {
			return err
		}
		a.Backend = withoutClient(loaded, a.target.tf32())
		// Without a device there is nothing to time: the compiler takes the algorithms that it deems best.
		options := compileOptions(map[string]any{"xla_gpu_autotune_level": 0, "xla_gpu_cuda_data_dir": tools})
		topology, err := aot.Describe(apiOf(loaded), description(gpu))
		a.compile = func(program []byte) (aot.Memory, error) { return topology.Compile(program, options) }
		a.free = func() { _ = topology.Close() } // nothing can be done about it
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("xla: the plugin %s does not take the description of %s: %w", path, gpu, err)
	}
	return a, nil
}

// findAhead returns a CUDA plugin and the folder of its compiler.
func (m machine) findAhead() (path, tools string, err error) {
	var named []string
	if path := m.get(envPlugin); path != "" {
		named = append(named, path)
	}
	below := func() (paths []string) {
		for _, folder := range m.environments(".gpu") {
			paths = append(paths, matching(folder, sitePackages, wheels)...)
		}
		return paths
	}
	for _, candidates := range []func() []string{func() []string { return named }, below, m.candidates, m.ofPython} {
		for _, path := range candidates() {
			if !(plugin{path: path}).cuda() || check(path) != nil {
				continue
			}
			if tools := toolsOf(path); tools != "" {
				return path, tools, nil
			}
			if ptxas, err := exec.LookPath("ptxas"); err == nil {
				return path, filepath.Dir(filepath.Dir(ptxas)), nil
			}
		}
	}
	return "", "", ErrNoCUDA
}

// description is a GPU as XLA's GpuTargetConfigProto. Limits that are not in it are the same on all.
func description(g device.GPU) string {
	return fmt.Sprintf(`gpu_device_info {
  threads_per_block_limit: 1024  threads_per_warp: 32  shared_memory_per_block: 49152  shared_memory_per_core: %d
  threads_per_core_limit: %d  core_count: %d  fpus_per_core: %d
  block_dim_limit_x: 2147483647  block_dim_limit_y: 65535  block_dim_limit_z: 65535
  memory_bandwidth: %d  l2_cache_size: %d  clock_rate_ghz: %g  device_memory_size: %d
  shared_memory_per_block_optin: %d  cuda_compute_capability { major: %d minor: %d }
  registers_per_core_limit: 65536  registers_per_block_limit: 65536
}
platform_name: "CUDA"
dnn_version_info { major: 9 minor: 10 patch: 2 }
device_description_str: %q
`, g.SharedMemory, g.Threads, g.Multiprocessors, g.Cores, g.Bandwidth, g.L2, g.ClockGHz, g.Memory, g.BlockSharedMemory,
		g.Major, g.Minor, g.Name)
}

// Builder builds a program for the device.
func (a *ahead) Builder(name string) compute.Builder {
	return &aheadBuilder{Builder: a.Backend.Builder(name).(*xla.Builder), backend: a}
}

// Description names the device.
func (a *ahead) Description() string { return "XLA, compiling for " + a.gpu.Name }

// BufferFromFlatData is an error: the device need not be there.
func (a *ahead) BufferFromFlatData(compute.DeviceNum, any, shapes.Shape) (compute.Buffer, error) {
	return nil, a.absent()
}

// NewSharedBuffer is an error: the device need not be there.
func (a *ahead) NewSharedBuffer(compute.DeviceNum, shapes.Shape) (compute.Buffer, any, error) {
	return nil, nil, a.absent()
}

func (a *ahead) absent() error {
	return fmt.Errorf("xla: programs are compiled for %s here, and can't run", a.gpu)
}

// Finalize frees the description. The plugin stays loaded.
func (a *ahead) Finalize() {
	a.Backend.Finalize()
	a.free()
}

// aheadBuilder is XLA's but for the compiler.
type aheadBuilder struct {
	*xla.Builder
	backend *ahead
}

// Compile compiles the program and reads its memory.
func (b *aheadBuilder) Compile() (compute.Executable, error) {
	program, err := stableHLO(b.Builder).Build()
	if err != nil {
		return nil, err
	}
	memory, err := b.backend.compile(program)
	if err != nil {
		return nil, fmt.Errorf("xla: %s: %s", b.backend.gpu, reason(err.Error()))
	}
	return aheadExecutable{memory: memory, backend: b.backend}, nil
}

// reason is the first line of a compiler's message: a program of a thousand lines may follow.
func reason(message string) string {
	const most = 400
	first, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	if len(first) > most {
		first = first[:most] + " …"
	}
	return first
}

// aheadExecutable is what is known of a program that can't run.
type aheadExecutable struct {
	memory  aot.Memory
	backend *ahead
}

func (aheadExecutable) Finalize() {}

func (aheadExecutable) Inputs() ([]string, []shapes.Shape) { return nil, nil }

func (aheadExecutable) Outputs() []shapes.Shape { return nil }

func (e aheadExecutable) Execute([]compute.Buffer, []bool, compute.DeviceNum) ([]compute.Buffer, error) {
	return nil, e.backend.absent()
}

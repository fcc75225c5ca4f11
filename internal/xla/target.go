package xla

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// target is the kind of device that a program is made for. All that is done differently for one is decided here, from
// the program's target and not from what this machine has: so a program that is compiled for a GPU which is not there
// is the one that it would be given. The package's page has the table.
type target string

const (
	onCPU  target = "cpu"
	onCUDA target = "cuda"
	onGo   target = "go" // the pure-Go backend
)

// target tells what a plugin compiles for.
func (p plugin) target() target {
	if p.cuda() {
		return onCUDA
	}
	return onCPU
}

// CUDAShare is how much of a GPU's memory XLA may take. By its own default a quarter would stay unused; CUDA itself,
// its libraries and a screen take some hundreds of megabytes.
const CUDAShare = 0.9

// ShareVariable names the variable that says how much of a GPU's memory XLA may take, in the place of CUDAShare: for
// several processes on one.
const ShareVariable = "KILOLAYER_GPU_SHARE"

// SpareShare is what Spare leaves to a process: enough of a GPU for the parameters of a network or two.
const SpareShare = 0.03

// cudaShare is how much of a GPU's memory XLA may take in this process.
var cudaShare = func() float64 {
	share, err := strconv.ParseFloat(os.Getenv(ShareVariable), 64)
	if err != nil || !(share > 0 && share < 1) {
		return CUDAShare
	}
	return share
}()

// ownMemory tells whether the device has memory of its own. Programs on a CPU read and write the host's arrays.
func (t target) ownMemory() bool { return t == onCUDA }

// options are go-xla's for a backend.
func (t target) options() string {
	if t.ownMemory() {
		return ",noshared_buffers,memory_fraction=" + strconv.FormatFloat(cudaShare, 'g', -1, 64)
	}
	return ",shared_buffers"
}

// kernels tells whether internal/kernel has kernels for the device.
func (t target) kernels() bool { return t == onCPU }

// tf32 tells whether products of float32 matrices may round their factors to TF32, as go-xla has it by default.
func (t target) tf32() bool { return t == onCUDA }

// prepare sets what XLA reads from the environment when a plugin is first used. A setting of one's own stays.
func (t target) prepare(path string) {
	if t == onCPU {
		// XNNPACK's matrix products pack the right-hand matrix once and take the packed one again wherever an input
		// lies at the same address, and so go on with old weights after UpdateInPlace.
		setFlag("xla_cpu_use_xnnpack", "false")
		shareArena()
	} else if folder := toolsOf(path); folder != "" {
		setFlag("xla_gpu_cuda_data_dir", folder) // go-xla does so for a plugin that it installed
	}
}

// setFlag sets one of XLA's flags, unless it is set.
func setFlag(name, value string) {
	if flags := os.Getenv("XLA_FLAGS"); !strings.Contains(flags, name) {
		os.Setenv("XLA_FLAGS", strings.TrimSpace(flags+" --"+name+"="+value))
	}
}

// toolsOf is where the CUDA wheels beside a plugin have their compiler, ptxas; "" where they have none.
func toolsOf(path string) string {
	packages := filepath.Join(filepath.Dir(path), "..", "..", "nvidia")
	for _, folder := range []string{"cu13", "cuda_nvcc"} {
		folder = filepath.Join(packages, folder)
		if _, err := os.Stat(filepath.Join(folder, "bin", "ptxas")); err == nil {
			return folder
		}
	}
	return ""
}

package xla

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTargets holds what is done differently by target.
func TestTargets(t *testing.T) {
	for _, c := range []struct {
		kind    target
		options string
		tf32    bool
	}{
		{onCPU, ",shared_buffers", false},
		{onCUDA, ",noshared_buffers,memory_fraction=0.9", true},
	} {
		if got := c.kind.options(); got != c.options || c.kind.tf32() != c.tf32 {
			t.Errorf("%s: %q, TF32 %t", c.kind, got, c.kind.tf32())
		}
	}
}

// TestPrepare lays the CUDA wheels' compiler out as they do and reads XLA's flags.
func TestPrepare(t *testing.T) {
	for _, c := range []struct {
		name               string
		kind               target
		ptxas, flags, want string
	}{
		{"CPU", onCPU, "other", "", "--xla_cpu_use_xnnpack=false"},
		{"CPU, set already", onCPU, "other", "--xla_cpu_use_xnnpack=true", "--xla_cpu_use_xnnpack=true"},
		{"CUDA 12", onCUDA, "nvidia/cuda_nvcc/bin/ptxas", "", "--xla_gpu_cuda_data_dir=ROOT/nvidia/cuda_nvcc"},
		{"CUDA 13", onCUDA, "nvidia/cu13/bin/ptxas", "--a=1", "--a=1 --xla_gpu_cuda_data_dir=ROOT/nvidia/cu13"},
		{"CUDA, set already", onCUDA, "nvidia/cu13/bin/ptxas", "--xla_gpu_cuda_data_dir=/b",
			"--xla_gpu_cuda_data_dir=/b"},
		{"CUDA not from a wheel", onCUDA, "other", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			write(t, filepath.Join(root, c.ptxas), nil)
			t.Setenv("XLA_FLAGS", c.flags)
			t.Setenv("MALLOC_ARENA_MAX", "1") // leaves this process as it is
			c.kind.prepare(filepath.Join(root, "jax_plugins", "xla_cuda12", "xla_cuda_plugin.so"))
			if got := strings.ReplaceAll(os.Getenv("XLA_FLAGS"), root, "ROOT"); got != c.want {
				t.Errorf("XLA_FLAGS is %q, want %q", got, c.want)
			}
		})
	}
}

package xla

import (
	"fmt"
	"runtime"
	"testing"
)

func TestDescribe(t *testing.T) {
	backend, err := Go()
	if err != nil {
		t.Fatal(err)
	}
	got := Describe(backend)
	want := Device{Name: fmt.Sprintf("CPU, %d cores", runtime.NumCPU()), Platform: "go", Bytes: got.Bytes,
		Swap: got.Swap}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if runtime.GOOS == "linux" && got.Bytes < 1<<28 {
		t.Errorf("this machine has %d bytes of memory", got.Bytes)
	}
}

func TestShared(t *testing.T) {
	cpu := Device{Name: "CPU, 2 cores", Platform: "cpu", Bytes: 8, Swap: 2}
	half := Device{Name: "each of 2 devices on CPU, 2 cores", Platform: "cpu", Bytes: 4, Swap: 1}
	gpu := Device{Name: "NVIDIA H200", Platform: "cuda", Bytes: 8}
	for _, c := range []struct {
		name      string
		got, want Device
	}{
		{"a CPU", cpu.Shared(2), half},
		{"one device", cpu.Shared(1), cpu},
		{"GPUs", gpu.Shared(2), gpu},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, c.got, c.want)
		}
	}
}

func TestParseGPU(t *testing.T) {
	cases := []struct {
		line, name string
		size       int64
	}{
		{"NVIDIA H200, 143771\n", "NVIDIA H200", 143771 << 20},
		{"NVIDIA H200, [N/A]\n", "NVIDIA H200", 0},
		{"", "", 0},
	}
	for _, c := range cases {
		t.Run(c.line, func(t *testing.T) {
			if name, size := parseGPU(c.line); name != c.name || size != c.size {
				t.Errorf("%q, %d", name, size)
			}
		})
	}
}

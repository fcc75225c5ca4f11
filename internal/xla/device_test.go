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

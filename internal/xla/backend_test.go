package xla

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
)

// TestMain lets the test program run as another process that starts a backend, computes and says on what.
func TestMain(m *testing.M) {
	if os.Getenv("KILOLAYER_TEST_BACKEND") == "" {
		os.Exit(m.Run())
	}
	expected := Kernels() // before there is a backend
	backend, err := Default()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	sum := MustExecOnce(backend, func(x *Node) *Node { return ReduceAllSum(x) }, []float64{1, 2})
	again, _ := Default()
	device := Describe(backend)
	fmt.Println(device.Platform, device.Plugin, sum.Value(), again == backend && expected == device.Kernels)
}

// inProcess starts a backend in another process with the variables given and no other that steers the look-up.
func inProcess(t *testing.T, working string, env ...string) (stdout, stderr string) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Dir = working
	command.Env = append([]string{"KILOLAYER_TEST_BACKEND=1", "HOME=" + t.TempDir(), "CUDA_VISIBLE_DEVICES=-1"}, env...)
	var errors strings.Builder
	command.Stderr = &errors
	out, err := command.Output()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out)), errors.String()
}

// TestDefault starts the backend as a cell would and reads all that it prints.
func TestDefault(t *testing.T) {
	found, _, err := thisMachine().findPlugin()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	text := write(t, filepath.Join(folder, "text.so"), []byte("text"))
	link := func(path string) string {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(found.path, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// go-xla guesses from such a path that the plugin is for CUDA, and takes what follows the comma as an option.
	awkward := link("my,cuda/xla_cpu_pjrt.so")
	link("lib/pjrt_c_api_cpu_plugin.so")
	write(t, filepath.Join(folder, "bad/pjrt_c_api_cpu_plugin.so"), []byte("text"))
	const no = envNoInstaller + "=1"
	cases := []struct {
		name string
		env  []string
		want string // how the line begins
		has  string // and what it holds
	}{
		{"named", []string{"KILOLAYER_PLUGIN=" + found.path}, "cpu " + filepath.Base(found.path) + ", PJRT ",
			" 3 true"},
		{"kernels", []string{"KILOLAYER_PLUGIN=" + found.path, "KILOLAYER_KERNELS=on"}, "cpu ", " 3 true"},
		{"comma and cuda in the path", []string{"KILOLAYER_PLUGIN=" + awkward}, "cpu ", " 3 true"},
		{"library path", []string{"PJRT_PLUGIN_LIBRARY_PATH=" + filepath.Join(folder, "bad") + ":" +
			filepath.Join(folder, "lib")}, "cpu pjrt_c_api_cpu_plugin.so", " 3 true"},
		{"go", []string{"KILOLAYER_BACKEND=go", "KILOLAYER_PLUGIN=" + text, "KILOLAYER_KERNELS=on"}, "go", " 3 true"},
		{"GoMLX's go", []string{"GOMLX_BACKEND=go"}, "go", " 3 true"},
		{"not GoMLX's go", []string{"KILOLAYER_BACKEND=xla", "GOMLX_BACKEND=go", "KILOLAYER_PLUGIN=" + found.path},
			"cpu ", " 3 true"},
		{"unknown", []string{"KILOLAYER_BACKEND=torch"}, `xla: KILOLAYER_BACKEND is "torch"; use xla or go`, ""},
		{"unknown kernels", []string{"KILOLAYER_KERNELS=yes"}, `xla: KILOLAYER_KERNELS is "yes"; use on or off`, ""},
		{"text", []string{"KILOLAYER_PLUGIN=" + text},
			"xla: KILOLAYER_PLUGIN: " + text + " is not a shared library; set it", ""},
		{"unknown option", []string{"GOMLX_BACKEND=xla:" + found.path + ",what=1"},
			"xla: the plugin " + found.path + " does not start: ", "what"},
		{"none", []string{no}, errNoPlugin.Error(), ""},
		{"only a bad one", []string{no, "PJRT_PLUGIN_LIBRARY_PATH=" + filepath.Join(folder, "bad")},
			errNoPlugin.Error(), "passed over: " + filepath.Join(folder, "bad")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			stdout, stderr := inProcess(t, folder, c.env...)
			if !strings.HasPrefix(stdout, c.want) || !strings.Contains(stdout, c.has) ||
				strings.Contains(stdout, "\n") {
				t.Errorf("printed %q, want one line %q … %q", stdout, c.want, c.has)
			}
			if stderr != "" {
				t.Errorf("stderr %q", stderr)
			}
		})
	}
}

func TestTry(t *testing.T) {
	cases := []struct {
		name, want string
		f          func() error
	}{
		{"nothing", "", func() error { return nil }},
		{"error", "EOF", func() error { return io.EOF }},
		{"panic", "two lines", func() error { panic(fmt.Errorf("two\n\tlines")) }},
		{"a graph's", "must match, got (Int32) and (Float64)", func() error {
			backend, err := Go()
			if err != nil {
				return err
			}
			g := NewGraph(backend, "test")
			Add(Const(g, int32(1)), Const(g, 1.0))
			return nil
		}},
		{"no error", "7", func() error { panic(7) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := Try(c.f)
			if (err == nil) != (c.want == "") {
				t.Fatalf("error %v, want %q", err, c.want)
			}
			if err == nil {
				return
			}
			for _, printed := range []string{err.Error(), fmt.Sprintf("%+v", err)} {
				if strings.Contains(printed, "\n") || !strings.Contains(printed, c.want) {
					t.Errorf("prints %q, want one line with %q", printed, c.want)
				}
			}
		})
	}
}

// TestSpare takes little of a GPU.
func TestSpare(t *testing.T) {
	defer func(before float64) { cudaShare = before }(cudaShare)
	Spare()
	if got, want := onCUDA.options(), ",noshared_buffers,memory_fraction=0.03"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

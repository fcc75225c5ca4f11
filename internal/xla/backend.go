package xla

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // the pure-Go backend
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/installer"
	"github.com/gomlx/go-xla/pjrt"
	"k8s.io/klog/v2"
)

var defaultBackend struct {
	sync.Mutex
	compute.Backend
}

// Default returns the one backend of the process: XLA with the plugin found on this machine, on a GPU where one
// answers. The first success is kept; after an error the next call looks again.
//
// KILOLAYER_BACKEND=go or GOMLX_BACKEND=go choose the pure-Go backend. KILOLAYER_PLUGIN names the plugin's file. Else
// it is looked for in GOMLX_BACKEND (xla:/path/of/plugin.so), PJRT_PLUGIN_LIBRARY_PATH, go-xla's standard folders,
// the wheels in the active virtual environment (VIRTUAL_ENV), in .venv of the working directory, the folders above it
// and KILOLAYER_ROOT, and those of the Python on the PATH. At last go-xla's installer downloads one, unless
// GOMLX_NO_AUTO_INSTALL is set.
func Default() (compute.Backend, error) {
	defaultBackend.Lock()
	defer defaultBackend.Unlock()
	if defaultBackend.Backend != nil {
		return defaultBackend.Backend, nil
	}
	backend, err := newBackend(thisMachine())
	if err == nil {
		defaultBackend.Backend = backend
	}
	return backend, err
}

// Spare leaves a GPU's memory to other processes, where the backend has not started yet: this one takes little of it.
func Spare() {
	defaultBackend.Lock()
	defer defaultBackend.Unlock()
	cudaShare = min(cudaShare, SpareShare)
}

// Go returns GoMLX's backend in pure Go. It needs no plugin and is much slower.
var Go = sync.OnceValues(func() (compute.Backend, error) {
	return inGo("go")
})

func inGo(config string) (compute.Backend, error) {
	var backend compute.Backend
	err := Try(func() (err error) {
		backend, err = compute.NewWithConfig(config)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("xla: the pure-Go backend does not start: %w", err)
	}
	return backend, nil
}

func newBackend(m machine) (compute.Backend, error) {
	config := m.get(envGoMLX)
	switch backend := m.get(envBackend); {
	case backend != "" && backend != "go" && backend != "xla":
		return nil, fmt.Errorf("xla: %s is %q; use xla or go", envBackend, backend)
	case !slices.Contains([]string{"", "on", "off"}, m.get(envKernels)):
		return nil, fmt.Errorf("xla: %s is %q; use on or off", envKernels, m.get(envKernels))
	case backend == "go":
		return Go()
	case m.inGo():
		return inGo(config)
	}
	found, passed, err := m.findPlugin()
	if _, no := m.env(envNoInstaller); err == errNoPlugin && !no {
		if installed := install(); installed != nil {
			if request := (*url.Error)(nil); errors.As(installed, &request) {
				installed = request.Err // without the addresses, which fill lines
			}
			err = fmt.Errorf("xla: no XLA plugin found, and go-xla could not download one (%w); %s", installed, advice)
		} else {
			found, passed, err = m.findPlugin()
		}
	}
	if err != nil {
		if len(passed) > 0 {
			err = fmt.Errorf("%w; passed over: %s", err, strings.Join(passed, ", "))
		}
		return nil, err
	}
	return load(found)
}

// inGo tells whether the pure-Go backend is asked for.
func (m machine) inGo() bool {
	backend, config := m.get(envBackend), m.get(envGoMLX)
	return backend == "go" || backend == "" && (config == "go" || strings.HasPrefix(config, "go:"))
}

func thisMachine() machine {
	libraries := []string{"/usr/local/lib"}
	if library, err := installer.DefaultHomeLibPath(); err == nil {
		libraries = append([]string{library}, libraries...)
	}
	working, err := os.Getwd()
	if err != nil {
		working = "/"
	}
	return machine{env: os.LookupEnv, libraries: libraries, working: working, gpu: hasGPU, packages: pythonPackages}
}

// pythonPackages asks the Python on the PATH where it looks for packages: in its virtual or Conda environment, the
// user's folder and the system's. Without Python there are none.
func pythonPackages() []string {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, name := range []string{"python3", "python"} {
		out, err := exec.CommandContext(ctx, name, "-c", `import sys; print("\n".join(sys.path[1:]))`).Output()
		if err == nil {
			return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' || r == '\r' })
		}
	}
	return nil
}

// hasGPU tells whether an NVIDIA GPU answers and is not hidden.
func hasGPU() bool {
	if visible, set := os.LookupEnv("CUDA_VISIBLE_DEVICES"); set && (visible == "" || visible == "-1") {
		return false
	}
	if _, err := os.Stat("/proc/driver/nvidia/version"); err == nil {
		return true
	}
	return exec.Command("nvidia-smi", "-L").Run() == nil
}

// install downloads a plugin into go-xla's folder.
func install() error {
	defer quiet()()
	notice := time.AfterFunc(2*time.Second, func() { // without a network it fails at once, and the error says all
		fmt.Fprintln(os.Stderr, "no XLA plugin found, so go-xla downloads one for all programs of this user")
	})
	defer notice.Stop()
	return Try(func() error { return installer.AutoInstall("", true, installer.Quiet) })
}

// load starts a plugin that was checked.
func load(p plugin) (compute.Backend, error) {
	defer quiet()()
	quietXLA()
	// go-xla guesses from the whole path whether a plugin is for the CPU or for CUDA, and splits it at commas. Where a
	// folder's name would mislead it, the file goes by another name; a CUDA plugin finds its libraries only by its own.
	name, kind := p.path, p.target()
	kind.prepare(p.path)
	if !p.cuda() && (pjrt.IsCUDAName(name) || strings.Contains(name, ",")) {
		if file, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0); err == nil {
			name = fmt.Sprintf("/proc/self/fd/%d", file) // open as long as the process runs
		}
	}
	if strings.Contains(name, ",") {
		return nil, fmt.Errorf("xla: the path of a CUDA plugin must be without commas, and %s has some; move it",
			p.path)
	}
	var backend compute.Backend
	err := Try(func() (err error) {
		backend, err = xla.New(name + kind.options() + p.options)
		return err
	})
	if err != nil && p.cuda() {
		return nil, fmt.Errorf("xla: the plugin %s does not start: %w; "+
			"unset %s and set %s=xla:cpu to go without the GPU",
			p.path, err, envPlugin, envGoMLX)
	} else if err != nil {
		return nil, fmt.Errorf("xla: the plugin %s does not start: %w", p.path, err)
	}
	if kind.kernels() {
		registerKernels(name)
	}
	return backend, nil
}

// quietXLA keeps XLA's log, which would end up in the cell, to errors. A setting of one's own stays.
func quietXLA() {
	if _, set := os.LookupEnv(envLog); !set {
		os.Setenv(envLog, "2")
	}
}

// quiet keeps go-xla's log off the terminal until the returned function is called: what goes wrong is in the error.
func quiet() (restore func()) {
	state := klog.CaptureState()
	klog.SetLogger(logr.Discard())
	return state.Restore
}

package xla

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// The environment variables that steer the look-up and the start; the last four are the libraries' own.
const (
	envPlugin      = "KILOLAYER_PLUGIN"         // the path of a plugin
	envBackend     = "KILOLAYER_BACKEND"        // "xla" or "go"
	envKernels     = "KILOLAYER_KERNELS"        // "off": without the kernels of internal/kernel
	envRoot        = "KILOLAYER_ROOT"           // the folder of this module's source
	envGoMLX       = "GOMLX_BACKEND"            // "go", "xla", "xla:cpu", "xla:cuda" or "xla:/path.so,option,…"
	envFolders     = "PJRT_PLUGIN_LIBRARY_PATH" // folders with plugins, separated by colons
	envNoInstaller = "GOMLX_NO_AUTO_INSTALL"    // set: nothing is downloaded
	envLog         = "TF_CPP_MIN_LOG_LEVEL"     // XLA's log: 0 for all, 3 for what ends the process
)

// plugin is a shared library with PJRT's interface: XLA for one kind of device.
type plugin struct {
	path    string
	options string // of go-xla, as they follow the path in GOMLX_BACKEND: ",tf32=false"
}

// cuda tells whether the plugin is for NVIDIA GPUs. The wheels and go-xla say so in the file's or its folder's name.
func (p plugin) cuda() bool {
	file, folder := filepath.Base(p.path), filepath.Base(filepath.Dir(p.path))
	return !strings.Contains(file, "cpu") && (strings.Contains(file, "cuda") || strings.Contains(folder, "cuda"))
}

// machine is what the look-up depends on.
type machine struct {
	env       func(string) (value string, set bool)
	libraries []string        // folders in which go-xla has its own, the user's before the system's
	working   string          // the working directory
	gpu       func() bool     // whether an NVIDIA GPU answers
	packages  func() []string // folders in which the Python on the PATH looks for packages
}

// advice is what to do where there is no plugin.
const advice = "run pip install xla-cpu-pjrt, or in a checkout make setup, or set " + envPlugin +
	" to the path of a plugin's .so file"

var errNoPlugin = errors.New("xla: no XLA plugin found; " + advice)

// findPlugin returns the plugin that is named explicitly or else the first that can be used on the machine, and the
// files that were passed over with the reason. It returns errNoPlugin when there is none.
func (m machine) findPlugin() (found plugin, passed []string, err error) {
	if path := m.get(envPlugin); path != "" {
		return named(envPlugin, path, "")
	}
	kind, options, err := m.wanted()
	if err != nil {
		return plugin{}, nil, err
	}
	if kind != "" && kind != "cpu" && kind != "cuda" {
		return named(envGoMLX, kind, options)
	}
	gpu := m.gpu()
	if kind == "cuda" && !gpu {
		return plugin{}, nil, fmt.Errorf("xla: %s asks for CUDA and no NVIDIA GPU answers; set it to xla:cpu, "+
			"or see what nvidia-smi says", envGoMLX)
	}
	var cpu []plugin
	for _, candidates := range []func() []string{m.candidates, m.ofPython} {
		for _, path := range candidates() {
			p := plugin{path, options}
			if err := check(path); err != nil {
				passed = append(passed, err.Error())
			} else if !p.cuda() {
				cpu = append(cpu, p)
			} else if gpu && kind != "cpu" {
				return p, passed, nil
			}
		}
		if len(cpu) > 0 && (!gpu || kind == "cpu") {
			break // asking Python takes time
		}
	}
	if len(cpu) == 0 || kind == "cuda" {
		return plugin{}, passed, errNoPlugin
	}
	return cpu[0], passed, nil
}

// named returns the plugin at a path that the user gave.
func named(variable, path, options string) (plugin, []string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return plugin{}, nil, fmt.Errorf("xla: %s: %w", variable, err)
	}
	if err := check(absolute); err != nil {
		return plugin{}, nil, fmt.Errorf("xla: %s: %w; set it to the path of a plugin's .so file, or unset it",
			variable, err)
	}
	return plugin{absolute, options}, nil, nil
}

// wanted splits GOMLX_BACKEND into "", "cpu", "cuda" or a path, and options.
func (m machine) wanted() (kind, options string, err error) {
	value := m.get(envGoMLX)
	backend, config, _ := strings.Cut(value, ":")
	if backend == "go" {
		return "", "", nil // KILOLAYER_BACKEND overrules it
	}
	if value != "" && !slices.Contains([]string{"xla", "stablehlo", "hlo", "shlo"}, backend) {
		return "", "", fmt.Errorf("xla: %s is %q; use xla, xla:cpu, xla:cuda, xla:/path/of/plugin.so or go",
			envGoMLX, value)
	}
	kind, options, found := strings.Cut(config, ",")
	if found {
		options = "," + options
	}
	return kind, options, nil
}

// wheels are where pip's packages have their plugins, in a folder of packages.
var wheels = []string{
	"jax_plugins/xla_cuda*/xla_cuda_plugin.so", // jax-cuda12-pjrt, jax-cuda13-pjrt
	"xla_plugins/xla_*_pjrt/xla_*_pjrt.so",     // xla-cpu-pjrt, xla-cuda12-pjrt, xla-cuda13-pjrt
}

// candidates lists the files that look like plugins, those that come first in the look-up first. It runs no program.
func (m machine) candidates() (paths []string) {
	own := []string{"pjrt_c_api_*_plugin.so", "pjrt[-_]plugin[-_]*.so"} // the names that go-xla knows
	if runtime.GOOS == "darwin" {
		own = []string{"pjrt_c_api_*_plugin.dylib", "pjrt[-_]plugin[-_]*.dylib"}
	}
	for _, folder := range append(filepath.SplitList(m.get(envFolders)), m.standard()...) {
		if folder != "" {
			paths = append(paths, matching(folder, "", own)...)
		}
	}
	environments := m.environments(".venv")
	if folder := m.get("VIRTUAL_ENV"); folder != "" {
		environments = append([]string{folder}, environments...)
	}
	for _, folder := range environments {
		paths = append(paths, matching(folder, sitePackages, wheels)...)
	}
	return paths
}

// sitePackages is where a virtual environment has its packages.
const sitePackages = "lib/python3*/site-packages"

// environments lists the folders of a name in the working directory, those above it, and the root.
func (m machine) environments(name string) (folders []string) {
	for folder := m.working; ; folder = filepath.Dir(folder) {
		folders = append(folders, filepath.Join(folder, name))
		if folder == filepath.Dir(folder) {
			break
		}
	}
	if folder := m.get(envRoot); folder != "" {
		folders = append(folders, filepath.Join(folder, name))
	}
	return folders
}

// ofPython lists the plugins of the Python on the PATH, whatever environment it is of.
func (m machine) ofPython() (paths []string) {
	for _, folder := range m.packages() {
		paths = append(paths, matching(folder, "", wheels)...)
	}
	return paths
}

// matching lists the files below a folder, by patterns that all begin with the same one. The folder's name is no
// pattern.
func matching(folder, begin string, patterns []string) (paths []string) {
	for _, pattern := range patterns {
		matches, _ := filepath.Glob(filepath.Join(escape.Replace(folder), begin, pattern)) // no pattern is malformed
		slices.Reverse(matches)                                                            // the higher version first
		paths = append(paths, matches...)
	}
	return paths
}

// standard lists the folders where go-xla looks and installs.
func (m machine) standard() []string {
	var folders []string
	for _, library := range m.libraries {
		folders = append(folders, filepath.Join(library, "go-xla"), filepath.Join(library, "go-xla", "nvidia"),
			filepath.Join(library, "gomlx", "pjrt"))
	}
	return append(folders, filepath.SplitList(m.get("LD_LIBRARY_PATH"))...)
}

func (m machine) get(name string) string {
	value, _ := m.env(name)
	return value
}

var escape = strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`)

// check tells in one line why a file can't be a plugin of this machine. Loading such a file may end the process.
func check(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%s can't be read (%w)", path, errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	if runtime.GOOS != "linux" {
		return nil // not in ELF; the loader's own message has to do
	}
	file, err := elf.Open(path)
	if pathErr := (*os.PathError)(nil); errors.As(err, &pathErr) {
		return fmt.Errorf("%s can't be read (%w)", path, pathErr.Err)
	} else if err != nil {
		return fmt.Errorf("%s is not a shared library", path)
	}
	defer file.Close()
	machines := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}
	if want, known := machines[runtime.GOARCH]; known && file.Machine != want {
		return fmt.Errorf("%s is a library for another processor (%s, not %s)", path, file.Machine, want)
	}
	for _, part := range file.Progs {
		if part.Type == elf.PT_LOAD && part.Off+part.Filesz > uint64(info.Size()) {
			return fmt.Errorf("%s is cut short", path)
		}
	}
	symbols, err := file.DynamicSymbols()
	if err != nil || !slices.ContainsFunc(symbols, func(s elf.Symbol) bool { return s.Name == "GetPjrtApi" }) {
		return fmt.Errorf("%s is a library but not a PJRT plugin: it has no GetPjrtApi", path)
	}
	return nil
}

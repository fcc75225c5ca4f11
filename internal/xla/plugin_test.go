package xla

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// library returns a shared library of nothing but one exported name, for the processor given.
func library(t *testing.T, machine elf.Machine, name string) []byte {
	t.Helper()
	names := "\x00" + name + "\x00"
	symbols := make([]elf.Sym64, 2)
	symbols[1] = elf.Sym64{Name: 1, Info: elf.ST_INFO(elf.STB_GLOBAL, elf.STT_FUNC), Shndx: 1}
	header := elf.Header64{
		Type: uint16(elf.ET_DYN), Machine: uint16(machine), Version: uint32(elf.EV_CURRENT),
		Ehsize: 64, Phentsize: 56, Phnum: 1, Phoff: 64, Shentsize: 64, Shnum: 3,
	}
	copy(header.Ident[:], elf.ELFMAG)
	header.Ident[elf.EI_CLASS], header.Ident[elf.EI_DATA] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB)
	header.Ident[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	at := uint64(64 + 56)
	size := uint64(binary.Size(symbols))
	header.Shoff = at + size + uint64(len(names))
	sections := []elf.Section64{
		{},
		{Type: uint32(elf.SHT_DYNSYM), Off: at, Size: size, Link: 2, Entsize: elf.Sym64Size},
		{Type: uint32(elf.SHT_STRTAB), Off: at + size, Size: uint64(len(names))},
	}
	end := header.Shoff + uint64(binary.Size(sections))
	var file bytes.Buffer
	for _, part := range []any{header, elf.Prog64{Type: uint32(elf.PT_LOAD), Filesz: end}, symbols, []byte(names),
		sections} {
		if err := binary.Write(&file, binary.LittleEndian, part); err != nil {
			t.Fatal(err)
		}
	}
	return file.Bytes()
}

// here is this machine's processor in ELF's terms.
var here = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]

func write(t *testing.T, path string, content []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheck(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only ELF is read")
	}
	other := elf.EM_AARCH64
	if here == other {
		other = elf.EM_X86_64
	}
	good := library(t, here, "GetPjrtApi")
	cases := []struct {
		name    string
		content []byte
		want    string // of the error, "" for none
	}{
		{"plugin", good, ""},
		{"empty", nil, "is not a shared library"},
		{"text", []byte("version https://git-lfs.github.com/spec/v1\n"), "is not a shared library"},
		{"header only", good[:20], "is not a shared library"},
		{"processor", library(t, other, "GetPjrtApi"), "is a library for another processor (" + other.String()},
		{"another library", library(t, here, "GetPjrtApiNot"), "it has no GetPjrtApi"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, filepath.Join(t.TempDir(), "plugin.so"), c.content)
			err := check(path)
			if c.want == "" && err != nil || c.want != "" && (err == nil ||
				!strings.HasPrefix(err.Error(), path+" "+c.want) && !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	t.Run("cut short", func(t *testing.T) {
		// A download that ended early: the tables at the front are whole, what they point at is missing.
		content := bytes.Clone(good)
		binary.LittleEndian.PutUint64(content[64+32:], uint64(len(content)+1)) // p_filesz of the only segment
		err := check(write(t, filepath.Join(t.TempDir(), "plugin.so"), content))
		if err == nil || !strings.HasSuffix(err.Error(), "is cut short") {
			t.Errorf("error %v", err)
		}
	})
}

// TestFindPlugin lays plugins out in folders as the installers do and looks for the right one.
func TestFindPlugin(t *testing.T) {
	good := library(t, here, "GetPjrtApi")
	const (
		cpuPackage   = "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"
		jax13Package = "jax_plugins/xla_cuda13/xla_cuda_plugin.so"
		cpuWheel     = "lib/python3.11/site-packages/" + cpuPackage
		cuda12Wheel  = "lib/python3.12/site-packages/xla_plugins/xla_cuda12_pjrt/xla_gpu_pjrt.so"
		jax13Wheel   = "lib/python3.13/site-packages/" + jax13Package
		standardCPU  = "library/go-xla/pjrt_c_api_cpu_v0.114.0_plugin.so"
		standardCUDA = "library/go-xla/nvidia/pjrt_c_api_cuda_plugin.so"
	)
	cases := []struct {
		name    string
		good    []string // plugins, relative to the case's folder
		bad     []string // text files
		env     map[string]string
		gpu     bool
		python  bool   // Python is asked, too
		want    string // the plugin
		options string
		err     string // part of the error instead
		passed  string // part of what was passed over
	}{
		{name: "nothing", err: "run pip install xla-cpu-pjrt, or in a checkout make setup, or set KILOLAYER_PLUGIN"},
		{name: "named", good: []string{"a.so", standardCPU}, env: map[string]string{envPlugin: "/a.so"}, want: "a.so"},
		{name: "named before GoMLX's", good: []string{"a.so", "b.so"},
			env: map[string]string{envPlugin: "/a.so", envGoMLX: "xla:/b.so"}, want: "a.so"},
		{name: "named and missing", good: []string{standardCPU}, env: map[string]string{envPlugin: "/no.so"},
			err: "KILOLAYER_PLUGIN: /no.so can't be read (no such file or directory); set it"},
		{name: "named and text", bad: []string{"a.so"}, env: map[string]string{envPlugin: "/a.so"},
			err: "/a.so is not a shared library; set it"},
		{name: "named and a folder", good: []string{"d/a.so"}, env: map[string]string{envPlugin: "/d"},
			err: "/d is not a file"},
		{name: "GoMLX's path", good: []string{"a.so", standardCPU}, env: map[string]string{envGoMLX: "xla:/a.so"},
			want: "a.so"},
		{name: "GoMLX's path and options", good: []string{"a.so"},
			env: map[string]string{envGoMLX: "xla:/a.so,tf32=false,x"}, want: "a.so", options: ",tf32=false,x"},
		{name: "GoMLX's path missing", env: map[string]string{envGoMLX: "xla:/a.so"},
			err: "/a.so can't be read (no such file or directory); set it"},
		{name: "GoMLX's bare name", good: []string{standardCPU}, env: map[string]string{envGoMLX: "xla"},
			want: standardCPU},
		{name: "unknown backend", env: map[string]string{envGoMLX: "torch"}, err: `GOMLX_BACKEND is "torch"; use xla`},
		{name: "folders before the standard ones", good: []string{"p/pjrt_c_api_cpu_plugin.so", standardCPU},
			env: map[string]string{envFolders: ":/p"}, want: "p/pjrt_c_api_cpu_plugin.so"},
		{name: "folders without a plugin", good: []string{standardCPU, "p/other.so"},
			env: map[string]string{envFolders: "/p:/missing"}, want: standardCPU},
		{name: "standard before wheels", good: []string{standardCPU, "work/.venv/" + cpuWheel}, want: standardCPU},
		{name: "active environment before the project's", good: []string{"v/" + cpuWheel, "work/.venv/" + cpuWheel},
			env: map[string]string{"VIRTUAL_ENV": "/v"}, want: "v/" + cpuWheel},
		{name: "folder above", good: []string{".venv/" + cpuWheel}, want: ".venv/" + cpuWheel},
		{name: "nearest folder", good: []string{".venv/" + cpuWheel, "work/.venv/" + cpuWheel},
			want: "work/.venv/" + cpuWheel},
		{name: "root", good: []string{"k/.venv/" + cpuWheel}, env: map[string]string{envRoot: "/k"},
			want: "k/.venv/" + cpuWheel},
		{name: "Python's", good: []string{"site/" + cpuPackage}, python: true, want: "site/" + cpuPackage},
		{name: "the environment's before Python's", good: []string{"v/" + cpuWheel, "site/" + cpuPackage},
			env: map[string]string{"VIRTUAL_ENV": "/v"}, want: "v/" + cpuWheel},
		{name: "Python's CUDA", good: []string{"v/" + cpuWheel, "site/" + jax13Package}, gpu: true, python: true,
			env: map[string]string{"VIRTUAL_ENV": "/v"}, want: "site/" + jax13Package},
		{name: "CPU asked for, with Python's CUDA", good: []string{"v/" + cpuWheel, "site/" + jax13Package}, gpu: true,
			env: map[string]string{"VIRTUAL_ENV": "/v", envGoMLX: "xla:cpu"}, want: "v/" + cpuWheel},
		{name: "CUDA with a GPU", good: []string{standardCPU, "work/.venv/" + cuda12Wheel}, gpu: true,
			want: "work/.venv/" + cuda12Wheel},
		{name: "CUDA of JAX", good: []string{"work/.venv/" + cpuWheel, "work/.venv/" + jax13Wheel}, gpu: true,
			want: "work/.venv/" + jax13Wheel},
		{name: "CUDA of go-xla", good: []string{standardCPU, standardCUDA}, gpu: true, want: standardCUDA},
		{name: "CUDA without a GPU", want: "work/.venv/" + cpuWheel,
			good: []string{standardCUDA, "work/.venv/" + jax13Wheel, "work/.venv/" + cpuWheel}},
		{name: "CUDA alone without a GPU", good: []string{standardCUDA}, err: "no XLA plugin found"},
		{name: "CPU asked for", good: []string{standardCPU, standardCUDA}, gpu: true,
			env: map[string]string{envGoMLX: "xla:cpu"}, want: standardCPU},
		{name: "CUDA asked for", good: []string{standardCPU}, gpu: true, env: map[string]string{envGoMLX: "xla:cuda"},
			err: "no XLA plugin found"},
		{name: "CUDA asked for without a GPU", good: []string{standardCUDA},
			env: map[string]string{envGoMLX: "xla:cuda"}, err: "no NVIDIA GPU answers"},
		{name: "a bad file is passed over", good: []string{"work/.venv/" + cpuWheel}, bad: []string{standardCPU},
			want: "work/.venv/" + cpuWheel, passed: standardCPU + " is not a shared library"},
		{name: "only a bad file", bad: []string{standardCPU}, err: "no XLA plugin found",
			passed: standardCPU + " is not a shared library"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			// A name that is a pattern, has a comma and names both kinds must not matter.
			root := filepath.Join(t.TempDir(), "a[b]*,cpu-and-cuda")
			for _, path := range c.good {
				write(t, filepath.Join(root, path), good)
			}
			for _, path := range c.bad {
				write(t, filepath.Join(root, path), []byte("no plugin"))
			}
			env := make(map[string]string)
			for name, value := range c.env {
				env[name] = strings.NewReplacer("xla:/", "xla:"+root+"/", ":/", ":"+root+"/").Replace(value)
				if strings.HasPrefix(value, "/") {
					env[name] = root + env[name]
				}
			}
			if path, found := strings.CutPrefix(env[envGoMLX], "xla:"+root); found {
				// GoMLX's setting has no way to write a comma in a path.
				plain := filepath.Join(t.TempDir(), "plain")
				if err := os.Symlink(root, plain); err != nil {
					t.Fatal(err)
				}
				env[envGoMLX] = "xla:" + plain + path
			}
			asked := false
			m := machine{
				env:       func(name string) (string, bool) { value, set := env[name]; return value, set },
				libraries: []string{filepath.Join(root, "library")},
				working:   filepath.Join(root, "work", "notebooks"),
				gpu:       func() bool { return c.gpu },
				packages: func() []string {
					asked = true
					return []string{filepath.Join(root, "nowhere"), filepath.Join(root, "site")}
				},
			}
			got, passed, err := m.findPlugin()
			if err == nil && asked && !c.python && !c.gpu {
				t.Error("Python was asked, which takes time")
			}
			if c.err != "" {
				if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), root, ""), c.err) ||
					strings.Contains(err.Error(), "\n") {
					t.Errorf("error %v, want one line with %q", err, c.err)
				}
			} else if err != nil {
				t.Fatal(err)
			} else if !same(t, got.path, filepath.Join(root, c.want)) || got.options != c.options {
				t.Errorf("found %+v, want %s with options %q", got, c.want, c.options)
			}
			if joined := strings.Join(passed, ", "); c.passed == "" && joined != "" ||
				!strings.Contains(joined, c.passed) {
				t.Errorf("passed over %q, want %q", joined, c.passed)
			}
		})
	}
}

func same(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

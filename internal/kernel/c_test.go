package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// fewEdges are enough for several blocks of each kernel. The programs' own number takes minutes with sanitizers.
const fewEdges = "-DEDGES=900"

// TestC builds the kernels and the programs in testdata with the compiler's sanitizers and runs the programs, and once
// without, where it runs them for each level of processors up to this one's.
func TestC(t *testing.T) {
	kernels, err := filepath.Glob("*.c")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob("testdata/*.c")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, c := range []struct {
		name   string
		flags  []string
		levels []string
	}{
		{"address,undefined", []string{"-fsanitize=address,undefined", "-fno-sanitize-recover=all"}, []string{""}},
		{"thread", []string{"-fsanitize=thread"}, []string{""}},
		{"levels", nil, []string{"0", "1", "2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			flags := slices.Concat([]string{"-std=gnu11", "-O0", "-g"}, c.flags)
			if os.Getenv("KILOLAYER_ALL") == "" {
				flags = append(flags, fewEdges)
			}
			var objects []string
			for _, kernel := range kernels {
				object := filepath.Join(folder, kernel+".o")
				compile(t, slices.Concat(flags, []string{"-c", "-o", object, kernel})...)
				objects = append(objects, object)
			}
			for _, program := range programs {
				built := filepath.Join(folder, "program")
				compile(t, slices.Concat(flags, []string{"-o", built, program}, objects,
					[]string{"-lpthread", "-lm"})...)
				for _, level := range c.levels {
					t.Run(filepath.Base(program)+level, func(t *testing.T) {
						run := exec.Command(built)
						if level != "" {
							run.Env = append(os.Environ(), "LEVEL="+level)
						}
						if out, err := run.CombinedOutput(); err != nil {
							t.Errorf("%v\n%s", err, out)
						}
					})
				}
			}
		})
	}
}

// compile runs the C compiler.
func compile(t *testing.T, arguments ...string) {
	t.Helper()
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "cc"
	}
	if out, err := exec.Command(compiler, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

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

// TestC builds the kernels and the programs in testdata with the compiler's sanitizers, and runs the programs.
func TestC(t *testing.T) {
	kernels, err := filepath.Glob("*.c")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob("testdata/*.c")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, sanitizer := range []string{"address,undefined", "thread"} {
		t.Run(sanitizer, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			flags := []string{"-std=gnu11", "-O0", "-g", "-fsanitize=" + sanitizer, "-fno-sanitize-recover=all"}
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
				t.Run(filepath.Base(program), func(t *testing.T) {
					built := filepath.Join(folder, "program")
					compile(t, slices.Concat(flags, []string{"-o", built, program}, objects,
						[]string{"-lpthread", "-lm"})...)
					if out, err := exec.Command(built).CombinedOutput(); err != nil {
						t.Errorf("%v\n%s", err, out)
					}
				})
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

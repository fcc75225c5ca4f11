package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestC builds the programs in testdata with the kernels and the compiler's sanitizers, and runs them.
func TestC(t *testing.T) {
	if os.Getenv("KILOLAYER_ALL") == "" {
		t.Skip("it compiles for long; make bench runs it")
	}
	kernels, err := filepath.Glob("*.c")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob("testdata/*.c")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "cc"
	}
	for _, program := range programs {
		for _, sanitizer := range []string{"address,undefined", "thread"} {
			t.Run(filepath.Base(program)+", "+sanitizer, func(t *testing.T) {
				built := filepath.Join(t.TempDir(), "program")
				arguments := append([]string{"-std=gnu11", "-O0", "-g", "-fsanitize=" + sanitizer,
					"-fno-sanitize-recover=all", "-o", built, program}, kernels...)
				build := exec.Command(compiler, append(arguments, "-lpthread", "-lm")...)
				if out, err := build.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				if out, err := exec.Command(built).CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

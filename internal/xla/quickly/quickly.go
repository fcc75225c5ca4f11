// Package quickly has XLA compile the programs of tests quickly.
package quickly

import (
	"os"
	"testing"
)

// flags leave out what makes code fast and takes the compiler long. With all of them a small network compiles three
// times as quickly as with the first alone.
const flags = "--xla_backend_optimization_level=0" +
	" --xla_cpu_use_fusion_emitters=false" + // each would run MLIR's passes over a program of its own
	" --xla_cpu_parallel_codegen_split_count=1" // each part would set up LLVM anew

// Compile sets XLA's flags unless XLA_FLAGS is set, here and for processes started later. Tests call it in TestMain,
// before the first program: trainings in them are short, so the speed of the code does not matter. With
// XLA_FLAGS=--xla_backend_optimization_level=3, XLA's default, they run what users run.
func Compile() {
	if os.Getenv("XLA_FLAGS") == "" {
		os.Setenv("XLA_FLAGS", flags)
	}
}

// Run is a TestMain whose programs compile quickly.
func Run(m *testing.M) {
	Compile()
	os.Exit(m.Run())
}

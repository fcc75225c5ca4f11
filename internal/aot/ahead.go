package aot

// #include <stdlib.h>
// #include "ahead.h"
import "C"

import (
	"errors"
	"runtime"
	"unsafe"
)

// Topology is what programs are compiled for.
type Topology struct {
	api      *C.Api
	topology *C.Topology
}

// Describe makes the topology of one device from its description, XLA's GpuTargetConfigProto as text. api is the
// plugin's table of functions, as its GetPjrtApi returns it. Close frees the topology.
func Describe(api unsafe.Pointer, description string) (*Topology, error) {
	t := &Topology{api: (*C.Api)(api)}
	text := C.CString(description)
	defer C.free(unsafe.Pointer(text))
	return t, made(C.topology_create(t.api, text, C.size_t(len(description)), &t.topology))
}

// Memory is what a compiled program takes, in bytes. Aliases are outputs that are written over inputs, counted in both.
type Memory struct{ Temporary, Inputs, Outputs, Aliases, GeneratedCode int64 }

// Compile compiles a program in StableHLO, with XLA's CompileOptionsProto as bytes, and tells its memory. The program
// is not kept: it can't run where the device is not.
func (t *Topology) Compile(program, options []byte) (Memory, error) {
	if len(program) == 0 || len(options) == 0 {
		return Memory{}, errors.New("no program, or no options")
	}
	var stats C.CompiledMemoryStats
	err := made(C.compile(t.api, t.topology, (*C.char)(unsafe.Pointer(unsafe.SliceData(program))),
		C.size_t(len(program)), (*C.char)(unsafe.Pointer(unsafe.SliceData(options))), C.size_t(len(options)), &stats))
	runtime.KeepAlive(t)
	return Memory{
		Temporary: int64(stats.temp_size_in_bytes), Inputs: int64(stats.argument_size_in_bytes),
		Outputs: int64(stats.output_size_in_bytes), Aliases: int64(stats.alias_size_in_bytes),
		GeneratedCode: int64(stats.generated_code_size_in_bytes),
	}, err
}

// Close frees the topology.
func (t *Topology) Close() error {
	if t.topology == nil {
		return nil
	}
	err := made(C.topology_destroy(t.api, t.topology))
	t.topology = nil
	return err
}

// made is the error of a call, nil where it said nothing.
func made(said *C.char) error {
	if said == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(said))
	return errors.New(C.GoString(said))
}

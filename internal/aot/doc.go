// Package aot compiles programs ahead of time, for a device that is not there, and tells the memory that they would
// take on it. It is the part of PJRT's C API that go-xla does not reach.
//
// A topology is made from a description of a device, a program is compiled against it without a client, and the
// compiled program tells its memory: PJRT_TopologyDescription_Create, PJRT_Compile,
// PJRT_Executable_GetCompiledMemoryStats. The interface is a table of functions to which later versions only add
// (pjrt_c_api.h in github.com/openxla/xla); ahead.h has the part of it that is called here.
package aot

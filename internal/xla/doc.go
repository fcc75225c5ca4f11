// Package xla adds to GoMLX what deep stacks need: the look-up of the XLA plugin, a loop over layers with a
// gradient of its own, custom gradients for functions of several inputs, buffers that are updated in place, and the
// memory of a compiled program, also for a GPU that is not there ([Ahead]).
//
// It is the only package that names a backend or reaches into a library's unexported fields.
//
// # Programs by target
//
// The CPU and a GPU are given the same program, but for what stands here. All of it is decided in target.go and, where
// it says so, in go-xla, from what the program is made for:
//
//	                                 CPU                       CUDA
//	inputs and outputs               the host's arrays         copied to and from the device's memory
//	data that stays between steps    read where it lies        on the device
//	the next part of several         read where it lies        copied while the device computes
//	new values of variables          over the old ones         over the old ones
//	products of float32 matrices     in float32                TF32 (go-xla; GOMLX_BACKEND=xla:cuda,tf32=false)
//	XNNPACK                          off: it keeps old values  does not exist
//	barrier around one value         none (go-xla)             kept
//	sums over edges, norms, …        kernels in C, unless      XLA's operations
//	                                 KILOLAYER_KERNELS=off
//	scatter of unsigned integers     the same                  the same
//	memory that XLA may take         all                       [CUDAShare] of the device's; KILOLAYER_GPU_SHARE=0.3
//	choice of algorithms             by rule                   timed on the device; by rule where it is not there
package xla

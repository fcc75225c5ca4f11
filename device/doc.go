// Package device describes GPUs that need not be there, so that a network can be compiled for one and its memory be
// known:
//
//	viz.Show(model.MemoryOn(device.H100, device.RTX4090).Must())
//
// A description holds what XLA's compiler asks of a device. Sources:
//
//	V100, A100, H100, H200  XLA's own descriptions, xla/backends/gpu/target_config/specs in github.com/openxla/xla
//	T4, L4, RTX             what NVIDIA's deviceQuery prints on such a card, for memory, multiprocessors, clock,
//	                        caches and the bus, of which the bandwidth follows; for threads and shared memory of a
//	                        multiprocessor NVIDIA's "CUDA C++ Programming Guide", the table "Technical Specifications
//	                        per Compute Capability"
//
// Memory is what the driver reports, which is a little less than what is printed on the box. One of your own is a
// [GPU] with all of its fields.
package device

#ifndef KILOLAYER_KERNELS_H
#define KILOLAYER_KERNELS_H

#include "call.h"

#define KERNEL(name) kernel kernel_##name;
#include "list.h"
#undef KERNEL

// register_kernels makes the kernels known to a plugin, given its PJRT_Api. It is 0 where that went well, 1 where the
// plugin has no extension for it, and 2 where it refused one.
int register_kernels(const void *pjrt_api);

#endif

// The kernels, each of which is a function kernel_NAME and the target "kilolayer_NAME" of a custom call.
KERNEL(order)
KERNEL(gather)
KERNEL(sum)
KERNEL(max)
KERNEL(scatter)
KERNEL(dot)

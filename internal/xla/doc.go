// Package xla adds to GoMLX what deep stacks need: the look-up of the XLA plugin, a loop over layers with a
// gradient of its own, custom gradients for functions of several inputs, buffers that are updated in place, and the
// memory of a compiled program.
//
// It is the only package that names a backend or reaches into a library's unexported fields.
package xla

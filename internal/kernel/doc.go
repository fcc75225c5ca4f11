// Package kernel computes messages of edges where they are used, on a CPU: each function reads the values of nodes, and
// writes values of nodes, without a tensor that has a row for each edge and a column for each channel. Two more
// normalize the channels of nodes and differentiate that, without a tensor in between.
//
// The kernels are written in C and stand behind XLA's foreign function interface. Register makes them known to a
// plugin; a program then calls one by its name, as a custom call. The list is in list.h. A kernel checks what it is
// given: an index out of its range is an error in one line, not a read outside of a tensor.
//
// Threads share the rows of a result in blocks, and one thread computes a row from its first edge to its last. So a
// result is the same, bit by bit, for any number of threads.
package kernel

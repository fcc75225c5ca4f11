package kernel

/*
#cgo CFLAGS: -std=gnu11 -O3 -g0 -Wall -Wextra
#cgo LDFLAGS: -lpthread -lm
#include "kernels.h"
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Register makes the kernels known to a plugin, given the address of its PJRT_Api. It is an error where the plugin has
// no extension for foreign functions.
func Register(api unsafe.Pointer) error {
	switch C.register_kernels(api) {
	case 0:
		return nil
	case 1:
		return errors.New("kernel: the plugin has no extension for foreign functions (PJRT's FFI extension)")
	}
	return errors.New("kernel: the plugin refuses foreign functions")
}

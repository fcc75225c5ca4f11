package xla

import (
	"runtime"
	"unsafe"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/gomlx/core/tensors"
)

// Lend makes a tensor of values that are not copied, for one of the backend's devices, where that computes in the
// host's memory: XLA on a CPU. lent is nil elsewhere, and for values that do not begin at an address that XLA can take;
// then copy them.
//
// The values must stay as they are until giveBack is called, which comes after the tensor was finalized.
func Lend(backend compute.Backend, device int, values []float32, dims ...int) (lent *tensors.Tensor, giveBack func()) {
	x, ok := backend.(*xla.Backend)
	if !ok || !x.HasSharedBuffers() || len(values) == 0 ||
		uintptr(unsafe.Pointer(&values[0]))%pjrt.BufferAlignment != 0 {
		return nil, nil
	}
	pinned := new(loan)
	runtime.SetFinalizer(pinned, (*loan).end) // of a loan that was lost in a panic, the pin would end the process
	pinned.Pin(&values[0])
	client := clientOf(x)
	view, err := client.CreateViewOfDeviceBuffer(unsafe.Pointer(&values[0]), dtypes.Float32, dims,
		client.AddressableDevices()[device])
	if err == nil {
		lent, err = tensors.FromBuffer(bufferOf(x, view))
	}
	if err != nil {
		pinned.end()
		return nil, nil
	}
	return lent, pinned.end
}

// loan keeps values in their place.
type loan struct{ runtime.Pinner }

func (l *loan) end() { l.Unpin() }

package weights

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
	"github.com/maruel/safetensors"
)

// precisions are those of a file's floating-point types.
var precisions = map[safetensors.DType]float64{
	safetensors.F64:  0x1p-23, // a constant may have been float32 before
	safetensors.F32:  0x1p-23,
	safetensors.F16:  0x1p-10,
	safetensors.BF16: 0x1p-7,
}

// fits names the first tensor of a file that is missing, superfluous or wrong, and counts the others.
func fits(file *safetensors.File, slots []slot, double bool) error {
	var first string
	wrong := 0
	note := func(format string, args ...any) {
		if wrong == 0 {
			first = fmt.Sprintf(format, args...)
		}
		wrong++
	}
	found := make(map[string]*safetensors.Tensor, len(file.Tensors))
	for i, t := range file.Tensors {
		if found[t.Name] != nil {
			note("it has two tensors %q", t.Name)
		}
		found[t.Name] = &file.Tensors[i]
	}
	matched := 0
	for _, s := range slots {
		t := found[s.name]
		delete(found, s.name)
		if t == nil {
			note("it has no tensor %q of shape %v", s.name, s.shape)
			continue
		}
		matched++
		if !slices.EqualFunc(t.Shape, s.shape, func(a uint64, b int) bool { return a == uint64(b) }) {
			note("tensor %q has shape %v, the network's has %v", s.name, t.Shape, s.shape)
			continue
		}
		precision, float := precisions[t.DType]
		if !float {
			note("tensor %q is of type %s; use F64, F32, F16 or BF16", s.name, t.DType)
			continue
		}
		if s.variable < 0 {
			if value := number(t, 0); !(math.Abs(value-s.value) <= precision*math.Abs(s.value)) {
				note("tensor %q is %g, and %g by the network's operator, which does not learn it", s.name, value,
					s.value)
			}
			continue
		}
		if t.DType == safetensors.F64 && !double {
			for k := range s.size() {
				if value := number(t, k); math.IsInf(float64(float32(value)), 0) && !math.IsInf(value, 0) {
					note("tensor %q holds %g, which is too large for float32; build the network WithFloat64", s.name,
						value)
					break
				}
			}
		}
	}
	switch {
	case len(file.Tensors) == 0:
		return errors.New("it holds no tensors")
	case matched == 0:
		return fmt.Errorf("it has none of the network's tensors: not %q but %q; choose another naming?",
			slots[0].name, file.Tensors[0].Name)
	}
	for _, t := range file.Tensors {
		if found[t.Name] != nil {
			note("the network has no tensor %q", t.Name)
		}
	}
	switch wrong {
	case 0:
		return nil
	case 1:
		return errors.New(first)
	}
	return fmt.Errorf("%s, and %d more do not fit", first, wrong-1)
}

// number is a tensor's number k.
func number(t *safetensors.Tensor, k int) float64 {
	switch t.DType {
	case safetensors.F64:
		return math.Float64frombits(binary.LittleEndian.Uint64(t.Data[8*k:]))
	case safetensors.F32:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*k:])))
	case safetensors.F16:
		return float16.FromBits(binary.LittleEndian.Uint16(t.Data[2*k:])).Float64()
	default:
		return bfloat16.FromBits(binary.LittleEndian.Uint16(t.Data[2*k:])).Float64()
	}
}

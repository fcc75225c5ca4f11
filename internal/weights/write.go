package weights

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/maruel/safetensors"
)

// Encode makes the safetensors file of the parameters of a network, which lie in a store; its method Serialize writes
// it. The metadata says "kilolayer" as its format, the network in a line, the naming, and what was learned from. A
// network that the naming has no words for is refused.
func Encode(spec *net.Spec, store *model.Store, from Learned, names Naming) (*safetensors.File, error) {
	slots, err := slotsOf(spec, names)
	if err != nil {
		return nil, err
	}
	file := &safetensors.File{Metadata: map[string]string{
		metadataFormat: formatName, metadataNetwork: spec.String(), metadataNaming: string(names)}}
	if err := from.write(file.Metadata); err != nil {
		return nil, err
	}
	if spec.Options().Float64 {
		file.Tensors, err = encoded[float64](spec, store, slots, safetensors.F64)
	} else {
		file.Tensors, err = encoded[float32](spec, store, slots, safetensors.F32)
	}
	if err != nil {
		return nil, fmt.Errorf("revgnn: the parameters cannot be read: %w", err)
	}
	return file, nil
}

// encoded makes the tensors of a file.
func encoded[T float32 | float64](spec *net.Spec, store *model.Store, slots []slot,
	dtype safetensors.DType) ([]safetensors.Tensor, error) {
	values := make([][]T, len(spec.Variables()))
	for i, v := range spec.Variables() {
		value, err := net.Parameter(store, v.Name).Value()
		if err == nil {
			values[i], err = tensors.CopyFlatData[T](value)
		}
		if err != nil {
			return nil, err
		}
	}
	put := func(data []byte, x T) []byte {
		if dtype == safetensors.F64 {
			return binary.LittleEndian.AppendUint64(data, math.Float64bits(float64(x)))
		}
		return binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(x)))
	}
	list := make([]safetensors.Tensor, len(slots))
	for i, s := range slots {
		t := safetensors.Tensor{Name: s.name, DType: dtype,
			Data: make([]byte, 0, s.size()*dtypes.FromGenericsType[T]().Size())}
		for _, d := range s.shape {
			t.Shape = append(t.Shape, uint64(d))
		}
		for k := range s.size() {
			x := T(s.value)
			if s.variable >= 0 {
				x = values[s.variable][s.at(k)]
			}
			t.Data = put(t.Data, x)
		}
		list[i] = t
	}
	return list, nil
}

package golden

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

// ErrNotBuilt marks a case that is sound, but about something else than the package under test.
var ErrNotBuilt = errors.New("not of this package")

// Each tests every case of Paths(folder) under its name: build makes of it what test checks. A case of the variable's
// folder that is not of this package is skipped by name; in the package's own folder it fails.
func Each[B any](t *testing.T, folder string, build func(*Case) (B, error), test func(*testing.T, B)) {
	for _, path := range Paths(folder) {
		name := strings.TrimSuffix(filepath.Base(path), ".npz")
		t.Run(name, func(t *testing.T) {
			c, err := Load(path)
			var built B
			if err == nil {
				built, err = build(c)
			}
			switch {
			case errors.Is(err, ErrNotBuilt) && filepath.Dir(path) != folder:
				t.Skipf("not built: %s: %v", name, err)
			case err != nil:
				t.Fatalf("not built: %s: %v", name, err)
			}
			test(t, built)
		})
	}
}

// ToTensor is an array as a tensor of float32 or float64.
func ToTensor(a Array[float64], dtype dtypes.DType) *tensors.Tensor {
	if dtype == dtypes.Float64 {
		return tensors.FromFlatDataAndDimensions(slices.Clone(a.Values), a.Shape...)
	}
	values := make([]float32, len(a.Values))
	for i, v := range a.Values {
		values[i] = float32(v)
	}
	return tensors.FromFlatDataAndDimensions(values, a.Shape...)
}

// FromTensor is the inverse of ToTensor.
func FromTensor(tensor *tensors.Tensor) Array[float64] {
	a := Array[float64]{Shape: slices.Clone(tensor.Shape().Dimensions)}
	if tensor.DType() == dtypes.Float64 {
		a.Values = tensors.MustCopyFlatData[float64](tensor)
		return a
	}
	for _, v := range tensors.MustCopyFlatData[float32](tensor) {
		a.Values = append(a.Values, float64(v))
	}
	return a
}

// Transpose swaps the axes of a matrix: PyTorch keeps a Linear's weight as [out, in].
func Transpose(a Array[float64]) Array[float64] {
	t := Array[float64]{Shape: []int{a.Shape[1], a.Shape[0]}}
	for j := range a.Shape[1] {
		for i := range a.Shape[0] {
			t.Values = append(t.Values, a.Values[i*a.Shape[1]+j])
		}
	}
	return t
}

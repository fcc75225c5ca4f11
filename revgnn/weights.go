package revgnn

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/maruel/safetensors"
)

// SaveWeights writes the network's parameters as a safetensors file, in the network's type and under the names chosen. The
// file's metadata says "kilolayer" as its format, the network in a line and the naming. A file that is there is
// replaced: whole, or on an error not at all. A network that the naming has no words for is refused.
//
// In Python a file with PyGNames or AuthorNames is read by
//
//	network.load_state_dict(safetensors.torch.load_file(path))
func (m *Model) SaveWeights(path string, names Naming) error {
	slots, err := m.slots(names)
	if err != nil {
		return err
	}
	file := &safetensors.File{Metadata: map[string]string{
		metadataFormat: formatName, metadataNetwork: m.String(), metadataNaming: string(names)}}
	if m.config.Float64 {
		file.Tensors, err = encodeWeights[float64](m, slots, safetensors.F64)
	} else {
		file.Tensors, err = encodeWeights[float32](m, slots, safetensors.F32)
	}
	if err == nil {
		err = replaceFile(path, file.Serialize)
	}
	if err != nil {
		return fmt.Errorf("revgnn: no weights in %s: %w", path, err)
	}
	return nil
}

// MustSaveWeights is SaveWeights for notebook cells: on an error it prints one line and ends the program.
func (m *Model) MustSaveWeights(path string, names Naming) { must(0, m.SaveWeights(path, names)) }

// LoadWeights reads the network's parameters from a safetensors file, as SaveWeights or
// safetensors.torch.save_file(network.state_dict(), path) in Python writes it. The file holds the network's tensors and no
// others, each in its shape. Numbers of type float16 and bfloat16 are converted exactly; those of float64 are rounded to the
// nearest in a float32 network. After an error the network is as before.
func (m *Model) LoadWeights(path string, names Naming) error {
	slots, err := m.slots(names)
	if err != nil {
		return err
	}
	content, err := m.readWeights(path)
	if err != nil {
		return fmt.Errorf("revgnn: %s cannot be read: %w", path, cause(err))
	}
	store, err := m.decodeWeights(content, slots, names)
	if err != nil {
		return fmt.Errorf("revgnn: %s: %w", path, err)
	}
	if m.store != nil {
		m.store.Finalize()
	}
	m.store = store
	return nil
}

// MustLoadWeights is LoadWeights for notebook cells: on an error it prints one line and ends the program.
func (m *Model) MustLoadWeights(path string, names Naming) { must(0, m.LoadWeights(path, names)) }

// What the metadata of a file says.
const (
	metadataFormat  = "format"
	metadataNetwork = "network"
	metadataNaming  = "naming"
	formatName      = "kilolayer"
)

// mostHeader is the largest header that safetensors allows.
const mostHeader = 100_000_000

// readWeights reads a file no larger than the network's can be.
func (m *Model) readWeights(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// A number takes 8 bytes at most, and there is less than one constant for each number.
	most := mostHeader + 2*8*m.Parameters()
	switch {
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case info.Size() > most:
		return nil, fmt.Errorf("it has %d bytes, and the network's %d parameters take at most %d",
			info.Size(), m.Parameters(), most)
	}
	return os.ReadFile(path)
}

// decodeWeights makes a store of parameters from the content of a file.
func (m *Model) decodeWeights(content []byte, slots []slot, names Naming) (*model.Store, error) {
	file, err := safetensors.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("not a whole safetensors file: %w", err)
	}
	written := file.Metadata[metadataNaming]
	if file.Metadata[metadataFormat] == formatName && written != string(names) {
		return nil, fmt.Errorf("it was written with the naming %q, not %q", written, names)
	}
	if err := fits(file, slots, m.config.Float64); err != nil {
		return nil, err
	}
	byName := make(map[string]safetensors.Tensor, len(file.Tensors))
	for _, t := range file.Tensors {
		byName[t.Name] = t
	}
	store := model.NewStore()
	if m.config.Float64 {
		fill[float64](m, store, slots, byName)
	} else {
		fill[float32](m, store, slots, byName)
	}
	return store, nil
}

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
				note("tensor %q is %g, and %g by the network's operator, which does not learn it", s.name, value, s.value)
			}
			continue
		}
		if t.DType == safetensors.F64 && !double {
			for k := range s.size() {
				if value := number(t, k); math.IsInf(float64(float32(value)), 0) && !math.IsInf(value, 0) {
					note("tensor %q holds %g, which is too large for float32; build the network WithFloat64", s.name, value)
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

// fill puts the numbers of a file that fits into a store.
func fill[T float32 | float64](m *Model, store *model.Store, slots []slot, byName map[string]safetensors.Tensor) {
	values := make([][]T, len(m.vars))
	for i, v := range m.vars {
		values[i] = make([]T, v.size())
	}
	for _, s := range slots {
		if s.variable < 0 {
			continue
		}
		t := byName[s.name]
		for k := range s.size() {
			values[s.variable][s.at(k)] = T(number(&t, k))
		}
	}
	scope := store.Scope(modelScope)
	for i, v := range m.vars {
		scope.VariableWithValue(v.Name, tensors.FromFlatDataAndDimensions(values[i], v.Shape...))
	}
}

// encodeWeights makes the tensors of a file.
func encodeWeights[T float32 | float64](m *Model, slots []slot, dtype safetensors.DType) ([]safetensors.Tensor, error) {
	values := make([][]T, len(m.vars))
	for i, v := range m.vars {
		value, err := m.parameters().GetVariable(modelScope + "/" + v.Name).Value()
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
		t := safetensors.Tensor{Name: s.name, DType: dtype, Data: make([]byte, 0, s.size()*dtypes.FromGenericsType[T]().Size())}
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

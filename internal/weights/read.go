package weights

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/maruel/safetensors"
)

// mostHeader is the largest header that safetensors allows.
const mostHeader = 100_000_000

// Read makes a store of the parameters of a network that a safetensors file holds, and reads what they were learned
// from as far as the file tells. The file holds the network's tensors and no others, each in its shape. Numbers of type
// float16 and bfloat16 are converted exactly; those of float64 are rounded to the nearest in a float32 network.
func Read(path string, spec *net.Spec, names Naming) (*model.Store, Learned, error) {
	slots, err := slotsOf(spec, names)
	if err != nil {
		return nil, Learned{}, err
	}
	text, err := content(path, spec)
	if err != nil {
		var in *os.PathError // names the path once more
		if errors.As(err, &in) {
			err = in.Err
		}
		return nil, Learned{}, fmt.Errorf("revgnn: %s cannot be read: %w", path, err)
	}
	store, from, err := decoded(text, spec, slots, names)
	if err != nil {
		return nil, Learned{}, fmt.Errorf("revgnn: %s: %w", path, err)
	}
	return store, from, nil
}

// content reads a file no larger than the network's can be.
func content(path string, spec *net.Spec) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// A number takes 8 bytes at most, and there is less than one constant for each number.
	most := mostHeader + 2*8*spec.Parameters()
	switch {
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case info.Size() > most:
		return nil, fmt.Errorf("it has %d bytes, and the network's %d parameters take at most %d",
			info.Size(), spec.Parameters(), most)
	}
	return os.ReadFile(path)
}

// decoded makes a store of parameters from the content of a file, and reads what they were learned from.
func decoded(content []byte, spec *net.Spec, slots []slot, names Naming) (*model.Store, Learned, error) {
	var from Learned
	file, err := safetensors.Parse(content)
	if err != nil {
		return nil, from, fmt.Errorf("not a whole safetensors file: %w", err)
	}
	written := file.Metadata[metadataNaming]
	if file.Metadata[metadataFormat] == formatName && written != string(names) {
		return nil, from, fmt.Errorf("it was written with the naming %q, not %q", written, names)
	}
	if err := fits(file, slots, spec.Options().Float64); err != nil {
		return nil, from, err
	}
	if from.Scale, err = scaleOf(file, spec); err != nil {
		return nil, from, err
	}
	if from.Schema, err = schemaOf(file, spec); err != nil {
		return nil, from, err
	}
	byName := make(map[string]safetensors.Tensor, len(file.Tensors))
	for _, t := range file.Tensors {
		byName[t.Name] = t
	}
	store := model.NewStore()
	if spec.Options().Float64 {
		fill[float64](spec, store, slots, byName)
	} else {
		fill[float32](spec, store, slots, byName)
	}
	return store, from, nil
}

// schemaOf reads the schema of the graph that a network was trained on; nil where the file has none.
func schemaOf(file *safetensors.File, spec *net.Spec) (*datasets.Schema, error) {
	text, ok := file.Metadata[metadataSchema]
	if !ok || file.Metadata[metadataFormat] != formatName {
		return nil, nil
	}
	var schema datasets.Schema
	if err := json.Unmarshal([]byte(text), &schema); err != nil {
		return nil, fmt.Errorf("its schema cannot be read: %w", err)
	}
	w := spec.Widths()
	for _, of := range []struct {
		what         string
		names, wants int
	}{
		{"node features", len(schema.NodeFeatures), w.NodeFeatures}, {"classes", len(schema.Classes), w.Outputs},
		{"outputs", len(schema.Outputs), w.Outputs},
	} {
		if of.names > 0 && of.names != of.wants {
			return nil, fmt.Errorf("its schema names %d %s, and the network has %d", of.names, of.what, of.wants)
		}
	}
	return &schema, nil
}

// scaleOf reads the scale of the real numbers that a network predicts; nil where the file has none.
func scaleOf(file *safetensors.File, spec *net.Spec) (*net.Scale, error) {
	text, ok := file.Metadata[metadataScale]
	if !ok || file.Metadata[metadataFormat] != formatName {
		return nil, nil
	}
	var scale net.Scale
	if err := json.Unmarshal([]byte(text), &scale); err != nil {
		return nil, fmt.Errorf("its scale of real numbers cannot be read: %w", err)
	}
	w := spec.Widths()
	switch {
	case w.Labels != options.ValueLabels:
		return nil, fmt.Errorf("it is of a network that predicts %s, this one is for %s", options.ValueLabels, w.Labels)
	case len(scale.Mean) != w.Outputs || len(scale.Deviation) != w.Outputs:
		return nil, fmt.Errorf("its scale is for %d real numbers, the network predicts %d", len(scale.Mean), w.Outputs)
	}
	return &scale, nil
}

// fill puts the numbers of a file that fits into a store.
func fill[T float32 | float64](spec *net.Spec, store *model.Store, slots []slot, byName map[string]safetensors.Tensor) {
	values := make([][]T, len(spec.Variables()))
	for i, v := range spec.Variables() {
		values[i] = make([]T, v.Size())
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
	scope := store.Scope(net.ParameterScope)
	for i, v := range spec.Variables() {
		scope.VariableWithValue(v.Name, tensors.FromFlatDataAndDimensions(values[i], v.Shape...))
	}
}

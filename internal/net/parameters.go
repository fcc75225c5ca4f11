package net

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// The scopes of a store. Only that of the parameters is always there; a training step makes the others.
const (
	ParameterScope = "/model"     // the parameters
	GradientScope  = "/gradients" // memory that the gradients of the stacked layers are written to
	NormScope      = "/norms"     // sums of squares of the layers' gradients
	SolverScope    = "/solver"    // how the solves of a step ended
)

// Parameter is the variable of a parameter in a store.
func Parameter(store *model.Store, name string) *model.Variable {
	return store.GetVariable(ParameterScope + "/" + name)
}

// Draw makes a store with the parameters that the network starts from. They follow from the seed of its options.
func (s *Spec) Draw() *model.Store {
	store := model.NewStore()
	scope := store.Scope(ParameterScope)
	for _, v := range s.variables {
		scope.VariableWithValue(v.Name, Initial(v.Parameter, s.options.Seed, s.DType()))
	}
	return store
}

// Initial draws the start values of a parameter from a seed. Each name has a stream of its own, so that no parameter
// depends on the others.
func Initial(p conv.Parameter, seed uint64, dtype dtypes.DType) *tensors.Tensor {
	h := fnv.New64a()
	h.Write([]byte(p.Name))
	rng := rand.New(rand.NewPCG(seed, h.Sum64()))
	draw := func() float64 { return p.Value }
	switch p.Start {
	case conv.Uniform:
		bound := 1 / math.Sqrt(float64(p.FanIn))
		draw = func() float64 { return bound * (2*rng.Float64() - 1) }
	case conv.Ones:
		draw = func() float64 { return 1 }
	case conv.Zeros:
		draw = func() float64 { return 0 }
	}
	if dtype == dtypes.Float64 {
		return filled(p, draw)
	}
	return filled(p, func() float32 { return float32(draw()) })
}

func filled[T float32 | float64](p conv.Parameter, draw func() T) *tensors.Tensor {
	values := make([]T, Variable{Parameter: p}.Size())
	for i := range values {
		values[i] = draw()
	}
	return tensors.FromFlatDataAndDimensions(values, p.Shape...)
}

// Copy makes a store with the parameters of another, and nothing else.
func Copy(from *model.Store) (*model.Store, error) {
	return copied(from, func(t *tensors.Tensor) (*tensors.Tensor, error) { return t.LocalClone() })
}

// ToFloat64 makes a store with the parameters of another in double precision.
func ToFloat64(from *model.Store) (*model.Store, error) {
	return copied(from, func(t *tensors.Tensor) (*tensors.Tensor, error) {
		if t.DType() == dtypes.Float64 {
			return t.LocalClone()
		}
		values, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, err
		}
		return Floats(values, dtypes.Float64, t.Shape().Dimensions...), nil
	})
}

// copied makes a store of what is made of each parameter of another.
func copied(from *model.Store, clone func(*tensors.Tensor) (*tensors.Tensor, error)) (*model.Store, error) {
	store := model.NewStore()
	scope := store.Scope(ParameterScope)
	for v := range from.Scope(ParameterScope).IterVariables() {
		value, err := v.Value()
		if err == nil {
			value, err = clone(value)
		}
		if err != nil {
			return nil, err
		}
		scope.VariableWithValue(v.Name(), value)
	}
	return store, nil
}

// Adopt gives the parameters of a store the values that they have in another, as after a training.
func Adopt(to, from *model.Store) error {
	for v := range to.Scope(ParameterScope).IterVariables() {
		value, err := from.GetVariable(v.Path()).Value()
		if err == nil {
			value, err = value.LocalClone()
		}
		if err != nil {
			return err
		}
		if err := v.SetValue(value); err != nil {
			return err
		}
	}
	return nil
}

// KeepGradients makes a variable for the gradient of each stacked parameter, which a training step then updates in
// place. Gradients that are computed into the step's own memory would make it grow with depth.
func (s *Spec) KeepGradients(store *model.Store) {
	scope := store.Scope(GradientScope).WithInitializer(initializer.Zero)
	for _, v := range s.variables {
		if v.Part == Stack {
			scope.VariableWithShape(v.Name, shapes.Make(s.DType(), v.Shape...)).SetTrainable(false)
		}
	}
}

package xla

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/distributed"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/go-xla/stablehlo"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// The versions whose unexported fields this file reads. TestInternals fails when a field moves.
const (
	gomlxVersion = "v0.28.3"
	goXLAVersion = "v0.4.2"
)

// freshCaches gives the graph empty caches and returns the function that puts the old ones back.
//
// The graph and its XLA builder keep constants and reduction functions for reuse. Inside a closure they would
// hand out values that belong to another function, which StableHLO refuses.
func freshCaches(g *graph.Graph) (restore func()) {
	owners := map[string]reflect.Value{"scalars": structOf(g), "tensorConstants": structOf(g)}
	if builder := structOf(field(structOf(g), "builder").Interface()); isXLA(g.Backend()) {
		for _, name := range []string{"cacheReductions", "cacheArgMinMax", "cacheSelections"} {
			owners[name] = builder
		}
	}
	old := make(map[string]reflect.Value, len(owners))
	for name, owner := range owners {
		cache := field(owner, name)
		saved := reflect.New(cache.Type()).Elem()
		saved.Set(cache)
		old[name] = saved
		cache.Set(reflect.MakeMap(cache.Type()))
	}
	return func() {
		for name, owner := range owners {
			field(owner, name).Set(old[name])
		}
	}
}

// withoutMesh hides how the variables of a store lie on several devices until restore is called. GoMLX would name that
// in the parameters of a program for several devices, and go-xla's builder of such programs does not know the name.
func withoutMesh(store *model.Store) (restore func()) {
	hidden := []reflect.Value{field(structOf(store), "defaultShardingSpec")}
	for v := range store.IterVariables() {
		hidden = append(hidden, field(structOf(v), "shardingSpec"))
	}
	kept := make([]*distributed.ShardingSpec, len(hidden))
	for i, f := range hidden {
		kept[i] = f.Interface().(*distributed.ShardingSpec)
		f.SetZero()
	}
	return func() {
		for i, f := range hidden {
			f.Set(reflect.ValueOf(kept[i]))
		}
	}
}

// setGradient replaces the gradient of one node, whatever its type. The library does so for its identity only.
func setGradient(node *graph.Node, vjp graph.VJP) {
	field(structOf(node), "customVJP").Set(reflect.ValueOf(vjp))
}

// loadedExecutable returns PJRT's own handle of a compiled graph on XLA.
func loadedExecutable(g *graph.Graph) *pjrt.LoadedExecutable {
	return field(structOf(g.Executable()), "exec").Interface().(*pjrt.LoadedExecutable)
}

// inputAttributes returns the StableHLO attributes of a parameter of the main function on XLA.
func inputAttributes(parameter *graph.Node) *map[string]any {
	outputs := field(structOf(parameter), "outputOps")
	value := field(structOf(outputs.Index(0).Interface()), "value").Interface().(*stablehlo.Value)
	return &value.Attributes
}

// valuesOf returns the values in StableHLO that a node on XLA stands for.
func valuesOf(node *graph.Node) []*stablehlo.Value {
	outputs := field(structOf(node), "outputOps")
	values := make([]*stablehlo.Value, outputs.Len())
	for i := range values {
		values[i] = field(structOf(outputs.Index(i).Interface()), "value").Interface().(*stablehlo.Value)
	}
	return values
}

// setValue replaces the value in StableHLO that an output of a node on XLA stands for.
func setValue(node *graph.Node, output int, value *stablehlo.Value) {
	outputs := field(structOf(node), "outputOps")
	field(structOf(outputs.Index(output).Interface()), "value").Set(reflect.ValueOf(value))
}

// statementOf returns the statement of StableHLO that computes a value.
func statementOf(value *stablehlo.Value) *stablehlo.Statement {
	return field(structOf(value), "stmt").Interface().(*stablehlo.Statement)
}

// clientOf returns PJRT's own handle of XLA.
func clientOf(backend *xla.Backend) *pjrt.Client {
	return field(structOf(backend), "client").Interface().(*pjrt.Client)
}

// bufferOf makes GoMLX's buffer of PJRT's.
func bufferOf(backend *xla.Backend, of *pjrt.Buffer) compute.Buffer {
	b := new(xla.Buffer)
	field(structOf(b), "backend").Set(reflect.ValueOf(backend))
	field(structOf(b), "pjrtBuffer").Set(reflect.ValueOf(of))
	return b
}

// stableHLO returns the program that a builder of XLA has made.
func stableHLO(b *xla.Builder) *stablehlo.Builder {
	return field(structOf(b), "builder").Interface().(*stablehlo.Builder)
}

// withoutClient makes a backend of a plugin that builds programs and has no device.
func withoutClient(of *pjrt.Plugin, tf32 bool) *xla.Backend {
	b := &xla.Backend{DotGeneralUseTF32: tf32}
	s := structOf(b)
	field(s, "plugin").Set(reflect.ValueOf(of))
	field(s, "pluginName").SetString(of.Name())
	field(s, "capabilities").Set(reflect.ValueOf(xla.Capabilities.Clone()))
	field(s, "numDevices").SetInt(1)
	return b
}

// apiOf returns a plugin's table of functions.
func apiOf(p *pjrt.Plugin) unsafe.Pointer { return field(structOf(p), "api").UnsafePointer() }

// structOf returns the addressable struct behind a pointer.
func structOf(pointer any) reflect.Value {
	v := reflect.ValueOf(pointer)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic(moved(fmt.Sprintf("%T is not a pointer to a struct", pointer)))
	}
	return v.Elem()
}

// field returns an unexported field as a value that can be read and set.
func field(owner reflect.Value, name string) reflect.Value {
	f := owner.FieldByName(name)
	if !f.IsValid() {
		panic(moved(fmt.Sprintf("%s has no field %q", owner.Type(), name)))
	}
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}

func moved(what string) error {
	return fmt.Errorf("xla: %s; kilolayer was written for gomlx %s and go-xla %s: "+
		"use those versions (go get github.com/gomlx/gomlx@%s github.com/gomlx/go-xla@%s)",
		what, gomlxVersion, goXLAVersion, gomlxVersion, goXLAVersion)
}

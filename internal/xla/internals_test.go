package xla

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// TestInternals finds every unexported field that internals.go reads, with its type.
func TestInternals(t *testing.T) {
	g, store := graph.NewGraph(onXLA(t), "test"), model.NewStore()
	x := graph.Parameter(g, "x", shapes.Make(dtypes.Float64, 2))
	builder := structOf(field(structOf(g), "builder").Interface())
	g.Compile(graph.AddScalar(x, 1))
	cases := []struct {
		owner       reflect.Value
		field, want string
	}{
		{structOf(g), "builder", "compute.Builder"},
		{structOf(g), "scalars", "graph.scalarCache"},
		{structOf(g), "tensorConstants", "graph.tensorConstCache"},
		{builder, "cacheReductions", "map[xla.reductionKey]*stablehlo.Function"},
		{builder, "cacheArgMinMax", "map[xla.argMinMaxKey]*stablehlo.Function"},
		{builder, "cacheSelections", "map[xla.reductionKey]*stablehlo.Function"},
		{structOf(store), "defaultShardingSpec", "*distributed.ShardingSpec"},
		{structOf(store.RootScope().VariableWithValue("v", 1.0)), "shardingSpec", "*distributed.ShardingSpec"},
		{structOf(x), "customVJP", "graph.VJP"},
		{structOf(x), "outputOps", "[]compute.Value"},
		{structOf(field(structOf(x), "outputOps").Index(0).Interface()), "value", "*stablehlo.Value"},
		{structOf(valuesOf(x)[0]), "stmt", "*stablehlo.Statement"},
		{structOf(g.Executable()), "exec", "*pjrt.LoadedExecutable"},
		{structOf(g.Backend()), "client", "*pjrt.Client"},
		{builder, "builder", "*stablehlo.Builder"},
		{structOf(g.Backend()), "plugin", "*pjrt.Plugin"},
		{structOf(g.Backend()), "pluginName", "string"},
		{structOf(g.Backend()), "capabilities", "compute.Capabilities"},
		{structOf(g.Backend()), "numDevices", "int"},
		{structOf(clientOf(g.Backend().(*xla.Backend)).Plugin()), "api", "*pjrt._Ctype_struct_PJRT_Api"},
		{structOf(new(xla.Buffer)), "backend", "*xla.Backend"},
		{structOf(new(xla.Buffer)), "pjrtBuffer", "*pjrt.Buffer"},
	}
	for _, c := range cases {
		t.Run(c.owner.Type().String()+"."+c.field, func(t *testing.T) {
			if got := field(c.owner, c.field).Type().String(); got != c.want {
				t.Errorf("type %s, want %s", got, c.want)
			}
		})
	}
	var executable *pjrt.LoadedExecutable = loadedExecutable(g)
	if executable == nil || inputAttributes(x) == nil {
		t.Error("the compiled program or the attributes of its input are nil")
	}
}

// TestInternalsMoved reads the error of a field that is not there.
func TestInternalsMoved(t *testing.T) {
	type changed struct{ other int }
	cases := []struct {
		name, want string
		read       func()
	}{
		{"field", `xla.changed has no field "scalars"`, func() { field(structOf(&changed{}), "scalars") }},
		{"not a pointer", "xla.changed is not a pointer to a struct", func() { structOf(changed{other: 1}) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := Try(func() error { c.read(); return nil })
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range []string{c.want, gomlxVersion, goXLAVersion} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
		})
	}
}

// TestInternalsVersions compares the versions in the message with those that are built.
func TestInternalsVersions(t *testing.T) {
	content, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for module, want := range map[string]string{
		"github.com/gomlx/gomlx":  gomlxVersion,
		"github.com/gomlx/go-xla": goXLAVersion,
	} {
		found := regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(module) + ` (\S+)`).FindSubmatch(content)
		if found == nil || string(found[1]) != want {
			t.Errorf("go.mod has %s %s and internals.go says %s", module, found[1], want)
		}
	}
}

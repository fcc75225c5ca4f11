package conv

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// bare is an operator without options, for others to embed.
type bare struct{}

func (bare) String() string                                                { return "bare" }
func (bare) Parameters(_, _, _ int) []Parameter                            { return nil }
func (bare) Prepare(*Edges, *graph.Node) []*graph.Node                     { return nil }
func (bare) Apply(x *graph.Node, _ *Edges, _, _ []*graph.Node) *graph.Node { return x }

type mixed struct {
	bare
	Share  float64
	Powers []int
	Inner  struct{ Name string }
	Wait   time.Duration
}

func (m mixed) String() string { return fmt.Sprintf("mixed %g", m.Share) }

func (m mixed) Validate() error {
	if m.Share < 0 {
		return fmt.Errorf("mixed: a share of %g; use one of at least 0", m.Share)
	}
	return nil
}

type (
	scalar   float64
	pointed  struct{ bare }
	hidden   struct{ Inner struct{ share float64 } }
	untagged struct {
		Share float64 `json:"-"`
	}
	wrapper struct{ Inside Operator }
	listed  struct{ Each []func() }
	gen     struct{ GENConv }
	timed   struct{ Start time.Time } // has unexported fields, and JSON of its own
)

func (scalar) String() string                                                { return "scalar" }
func (scalar) Parameters(_, _, _ int) []Parameter                            { return nil }
func (scalar) Prepare(*Edges, *graph.Node) []*graph.Node                     { return nil }
func (scalar) Apply(x *graph.Node, _ *Edges, _, _ []*graph.Node) *graph.Node { return x }

// forget takes a name out of the registry when a test ends.
func forget(t *testing.T, name string) {
	t.Cleanup(func() {
		registered.Lock()
		defer registered.Unlock()
		delete(registered.kinds, name)
	})
}

func TestRegister(t *testing.T) {
	standard := mixed{Share: 0.3, Powers: []int{1}}
	if o, err := Describe(standard); err != nil || o.Record != nil || o.Name != "mixed 0.3" {
		t.Errorf("before it is registered: %+v, %v", o, err)
	}
	_, err := Build(options.Operator{Name: "mixed 0.3"})
	if !strings.Contains(fmt.Sprint(err), `"mixed 0.3" is not part of this package, and its options were not kept`) {
		t.Error(err)
	}
	forget(t, "mixed")
	if err := Register("mixed", standard); err != nil {
		t.Fatal(err)
	}
	if err := Register("mixed", standard); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if got, ok := Named("mixed"); !ok || fmt.Sprint(got) != "mixed 0.3" {
		t.Errorf("by its name: %v, %t", got, ok)
	}
	own := len(builtins)
	names := Names()
	ours := []string{"GEN", "GCN", "SAGE", "GAT", "GATv2", "GIN"}
	if !slices.Equal(names[:own], ours) || !slices.Contains(names[own:], "mixed") {
		t.Errorf("the names are %v", names)
	}
	other := mixed{Powers: []int{2, 3}, Wait: time.Second} // a share of 0, not the standard one
	other.Inner.Name = "in"
	read := asRead(t, other)
	got, err := Build(read)
	if err != nil || fmt.Sprintf("%+v", got.(mixed)) != fmt.Sprintf("%+v", other) {
		t.Errorf("%+v became %+v from %s: %v", other, got, read.Record, err)
	}
	if _, err := Build(asRead(t, mixed{Share: -1})); fmt.Sprint(err) != "mixed: a share of -1; use one of at least 0" {
		t.Errorf("a record is not validated: %v", err)
	}
	read.Record = []byte(`{"name":"mixed","options":{"Part":1}}`)
	if _, err := Build(read); !strings.Contains(fmt.Sprint(err), `unknown field "Part"`) {
		t.Error(err)
	}
}

func TestRegisterTakes(t *testing.T) {
	for _, c := range []struct {
		name     string
		operator Operator
	}{
		{"no fields", bare{}},
		{"a number", scalar(0.5)},
		{"JSON of its own", struct {
			bare
			timed
		}{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			forget(t, c.name)
			if err := Register(c.name, c.operator); err != nil {
				t.Fatal(err)
			}
			if got, err := Build(asRead(t, c.operator)); err != nil || got != c.operator {
				t.Errorf("%v became %v: %v", c.operator, got, err)
			}
		})
	}
}

func TestRegisterRefuses(t *testing.T) {
	forget(t, "taken")
	if err := Register("taken", bare{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, as string
		operator Operator
		want     string
	}{
		{"no name", "", bare{}, "needs a name and a value"},
		{"no operator", "x", nil, "needs a name and a value"},
		{"a built-in name", "GIN", mixed{}, `the name "GIN" is that of another operator, conv.GINConv`},
		{"a name that is taken", "taken", mixed{}, `the name "taken" is that of another operator, conv.bare`},
		{"a second name", "again", bare{}, `the operator conv.bare has the name "taken" already`},
		{"a built-in operator under its name", "GCN", GCN(), `the operator conv.GCNConv has the name "GCN" already`},
		{"a built-in operator", "x", GIN(), `the operator conv.GINConv has the name "GIN" already`},
		{"a pointer", "x", &pointed{}, "is a pointer, *conv.pointed"},
		{"standard options", "x", mixed{Share: -1}, "a share of -1"},
		{"a field that is not exported", "x", struct {
			bare
			hidden
		}{}, "the field .hidden.Inner.share is not exported; write it with a capital letter, Share"},
		{"a field that is left out", "x", struct {
			bare
			untagged
		}{}, `.untagged.Share has the tag json:"-"`},
		{"an operator in it", "x", struct {
			bare
			wrapper
		}{}, ".wrapper.Inside is of type conv.Operator, which JSON does not hold"},
		{"functions in it", "x", struct {
			bare
			listed
		}{}, ".listed.Each is of type func(), which JSON does not hold"},
		{"a built-in one in it", "x", gen{GEN()}, "the field gen.GENConv.aggregation is not exported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Register(c.as, c.operator)
			if !strings.Contains(fmt.Sprint(err), c.want) || !strings.HasPrefix(fmt.Sprint(err), "conv: ") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if got, _ := Named("taken"); got != (bare{}) {
		t.Errorf("what was refused took the name's place: %v", got)
	}
}

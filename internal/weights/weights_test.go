package weights

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/maruel/safetensors"
)

// weightsFolder holds networks of PyTorch Geometric 2.8.1 with their weights, inputs and outputs; its networks.py
// builds them and its make.py wrote them.
const weightsFolder = "testdata"

// weightsBound is how far a network's outputs may be from PyTorch's in float64, in the relative l2 norm.
var weightsBound = map[dtypes.DType]float64{dtypes.Float64: 1e-9, dtypes.Float32: 1e-5}

// peer is a network of networks.py as it is built here.
type peer struct {
	name           string
	names          Naming
	edges, species bool
	build          func(*datasets.Graph, ...bool) *network // in float64, unless told false
}

// peers lists the networks of networks.py by name.
func peers(t *testing.T) []peer {
	build := func(family options.Family, operator conv.Operator,
		groups, depth, channels int) func(*datasets.Graph, ...bool) *network {
		return func(g *datasets.Graph, double ...bool) *network {
			return built(t, family, operator, g, func(o *options.Network) {
				o.Groups, o.Depth, o.Channels, o.Float64 = groups, depth, channels, double == nil
			})
		}
	}
	reversible := func(operator conv.Operator, groups, depth int) func(*datasets.Graph, ...bool) *network {
		return build(options.Reversible, operator, groups, depth, 12)
	}
	residual := func(operator conv.Operator) func(*datasets.Graph, ...bool) *network {
		return build(options.Residual, operator, 1, 3, 8)
	}
	softmax := conv.GEN().WithAggregation(conv.Softmax).WithLearnedTemperature().WithMessageNorm()
	power := conv.GEN().WithAggregation(conv.Power).WithExponent(2).WithLearnedExponent()
	return []peer{
		{"gen", PyGNames, true, false, reversible(conv.GEN(), 3, 2)},
		{"gen_softmax", PyGNames, true, false, reversible(softmax.WithMLPLayers(3).WithoutBias(), 2, 2)},
		{"gen_power", PyGNames, false, false,
			reversible(power.WithMessageNorm().WithLearnedMessageScale().WithMLPLayers(1), 2, 2)},
		{"gcn", PyGNames, false, false, reversible(conv.GCN(), 4, 2)},
		{"sage", PyGNames, false, false, reversible(conv.SAGE(), 2, 3)},
		{"gat", PyGNames, false, false, reversible(conv.GAT().WithHeads(3), 2, 2)},
		{"gat_averaged", PyGNames, false, false,
			reversible(conv.GAT().WithHeads(2).WithAveragedHeads().WithResidual(), 2, 2)},
		{"gatv2", PyGNames, false, false, reversible(conv.GATv2().WithHeads(2).WithResidual(), 2, 2)},
		{"gin", PyGNames, false, false, reversible(conv.GIN().WithLearnedEpsilon(), 2, 2)},
		{"gin_fixed", PyGNames, false, false, reversible(conv.GIN().WithEpsilon(0.25), 2, 2)},
		{"residual_gcn", PyGNames, false, false, residual(conv.GCN())},
		{"residual_gen", PyGNames, false, false, residual(conv.GEN().WithAggregation(conv.Mean))},
		{"authors", AuthorNames, true, true, reversible(conv.GEN(), 3, 2)},
		{"authors_softmax", AuthorNames, true, false, reversible(softmax.WithLearnedMessageScale(), 2, 2)},
		{"gcn_weighted", PyGNames, false, false, reversible(conv.GCN(), 2, 2)},
		{"sage_weighted", PyGNames, false, false, reversible(conv.SAGE(), 2, 2)},
		{"gat_weighted", PyGNames, false, false, reversible(conv.GAT().WithHeads(3), 2, 2)},
		{"gatv2_weighted", PyGNames, false, false,
			reversible(conv.GATv2().WithHeads(2).WithAveragedHeads(), 2, 2)},
	}
}

// weighted tells whether the network reads the weights of edges.
func (p peer) weighted() bool { return strings.HasSuffix(p.name, "_weighted") }

// find is the peer of a name.
func find(t *testing.T, name string) peer {
	list := peers(t)
	return list[slices.IndexFunc(list, func(p peer) bool { return p.name == name })]
}

func (p peer) path() string { return filepath.Join(weightsFolder, p.name+".safetensors") }

// tensorsOf reads a file's tensors.
func tensorsOf(t *testing.T, path string) map[string]safetensors.Tensor {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := safetensors.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]safetensors.Tensor{}
	for _, tensor := range file.Tensors {
		found[tensor.Name] = tensor
	}
	return found
}

// unpacked are a tensor's numbers.
func unpacked(tensor safetensors.Tensor) nettest.Array {
	a := nettest.Array{}
	for _, d := range tensor.Shape {
		a.Shape = append(a.Shape, int(d))
	}
	for k := range (slot{shape: a.Shape}).size() {
		if tensor.DType == safetensors.I64 {
			a.Values = append(a.Values, float64(binary.LittleEndian.Uint64(tensor.Data[8*k:])))
		} else {
			a.Values = append(a.Values, number(&tensor, k))
		}
	}
	return a
}

// peerGraph is the graph of graph.safetensors, with what a peer reads, and beside it the file.
func peerGraph(t *testing.T, p peer) (*datasets.Graph, map[string]safetensors.Tensor) {
	t.Helper()
	file := tensorsOf(t, weightsFolder+"/graph.safetensors")
	rows := func(name string) (rows [][]float32) {
		a := unpacked(file[name])
		for i, v := range a.Values {
			if i%a.Shape[1] == 0 {
				rows = append(rows, nil)
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], float32(v))
		}
		return rows
	}
	ints := func(name string) (list []int32) {
		for _, v := range unpacked(file[name]).Values {
			list = append(list, int32(v))
		}
		return list
	}
	index := ints("edge_index")
	edges := make([][2]int32, len(index)/2)
	for e := range edges {
		edges[e] = [2]int32{index[e], index[len(edges)+e]}
	}
	nodes := rows("x")
	labels := make([]int32, len(nodes))
	for i := range labels {
		labels[i] = int32(i % 5) // as many classes as networks.py has outputs
	}
	b := datasets.New(len(nodes), edges).WithNodeFeatures(nodes).WithClasses(labels)
	if p.edges {
		b.WithEdgeFeatures(rows("edge_attr"))
	}
	if p.species {
		b.WithSpecies(ints("species"))
	}
	g := nettest.Done(t)(b.Done())
	if p.weighted() {
		of := map[[2]int32]float32{} // no edge is there twice
		for e, w := range unpacked(file["edge_weight"]).Values {
			of[edges[e]] = float32(w)
		}
		for e, target := range g.Target {
			g.EdgeWeights = append(g.EdgeWeights, of[[2]int32{g.Source[e], target}])
		}
	}
	return g, file
}

// logits are the network's outputs, a row per node, in its own precision.
func logits(t *testing.T, n *network, g *datasets.Graph) nettest.Array {
	t.Helper()
	data, err := n.spec.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	part := nettest.Whole(t, data.Graph)
	exec, err := model.NewExec(nettest.Started(t, xla.Go), n.store, func(_ *model.Scope, in []*graph.Node) *graph.Node {
		return net.NewPass(n.spec, n.store, in).Logits()
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	var in []any
	for _, tensor := range data.Inputs(part) {
		in = append(in, tensor)
	}
	result, err := exec.Exec(in...)
	if err != nil {
		t.Fatal(err)
	}
	rows := golden.FromTensor(result[0])
	out := nettest.Array{Shape: []int{g.NumNodes, rows.Shape[1]}, Values: make([]float64, g.NumNodes*rows.Shape[1])}
	for i, node := range part.Nodes[:part.NumNodes] {
		copy(out.Values[int(node)*rows.Shape[1]:], rows.Values[i*rows.Shape[1]:(i+1)*rows.Shape[1]])
	}
	return out
}

// TestWeights loads what PyTorch wrote, computes what PyTorch computed, and writes the same tensors again.
func TestWeights(t *testing.T) {
	for _, p := range peers(t) {
		t.Run(p.name, func(t *testing.T) {
			g, file := peerGraph(t, p)
			want := unpacked(file["out."+p.name])
			for _, m := range []*network{p.build(g), p.build(g, false)} {
				if err := m.load(p.path(), p.names); err != nil {
					t.Fatal(err)
				}
				nettest.Near(t, fmt.Sprint("the output in ", m.spec.DType()), logits(t, m, g), want,
					weightsBound[m.spec.DType()])
				sameTensors(t, m, p)
			}
		})
	}
}

// sameTensors writes a model that has a peer's weights: its tensors are the peer's, byte by byte in float64.
func sameTensors(t *testing.T, m *network, p peer) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.safetensors")
	if err := m.save(path, p.names); err != nil {
		t.Fatal(err)
	}
	got, want := tensorsOf(t, path), tensorsOf(t, p.path())
	if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, slices.Sorted(maps.Keys(want))) {
		t.Fatalf("the tensors %v, want %v", keys, slices.Sorted(maps.Keys(want)))
	}
	for name, w := range want {
		g := got[name]
		if !slices.Equal(g.Shape, w.Shape) {
			t.Errorf("%s has shape %v, want %v", name, g.Shape, w.Shape)
			continue
		}
		if m.spec.Options().Float64 && (g.DType != w.DType || !bytes.Equal(g.Data, w.Data)) {
			t.Errorf("%s of type %s holds other numbers", name, g.DType)
		}
		for k, v := range unpacked(w).Values {
			if !m.spec.Options().Float64 && number(&g, k) != float64(float32(v)) {
				t.Fatalf("%s: number %d is %g, want %g", name, k, number(&g, k), v)
			}
		}
	}
}

// TestWeightsTell shows that the outputs tell mistakes that no shape shows.
func TestWeightsTell(t *testing.T) {
	for _, c := range []struct {
		name, peer string
		spoil      func(tensors map[string]safetensors.Tensor)
	}{
		{"a transposed weight", "sage", func(tensors map[string]safetensors.Tensor) {
			w := tensors["convs.1.convs.0.conv.lin_l.weight"] // 6 by 6
			old := bytes.Clone(w.Data)
			for k := range 36 {
				copy(w.Data[8*k:8*k+8], old[8*(k%6*6+k/6):])
			}
		}},
		{"swapped groups", "sage", func(tensors map[string]safetensors.Tensor) {
			a, b := tensors["convs.1.convs.0.conv.lin_l.weight"], tensors["convs.1.convs.1.conv.lin_l.weight"]
			a.Name, b.Name = b.Name, a.Name
			tensors[a.Name], tensors[b.Name] = a, b
		}},
		{"swapped heads", "gat", func(tensors map[string]safetensors.Tensor) {
			vectors := tensors["convs.0.convs.1.conv.att_src"].Data // [1, 3, 2]
			head := bytes.Clone(vectors[:16])
			copy(vectors, vectors[16:32])
			copy(vectors[16:], head)
		}},
		{"swapped aggregate and root", "sage", func(tensors map[string]safetensors.Tensor) {
			a, b := tensors["convs.0.convs.0.conv.lin_l.weight"], tensors["convs.0.convs.0.conv.lin_r.weight"]
			a.Name, b.Name = b.Name, a.Name
			tensors[a.Name], tensors[b.Name] = a, b
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := find(t, c.peer)
			g, file := peerGraph(t, p)
			tensors := tensorsOf(t, p.path())
			c.spoil(tensors)
			m := p.build(g)
			if err := m.load(written(t, slices.Collect(maps.Values(tensors)), nil), p.names); err != nil {
				t.Fatal(err)
			}
			if d := nettest.Difference(logits(t, m, g), unpacked(file["out."+p.name])); !(d > 1e-3) {
				t.Errorf("the output differs by %g only", d)
			}
		})
	}
}

// written writes a file of tensors.
func written(t *testing.T, tensors []safetensors.Tensor, metadata map[string]string) string {
	t.Helper()
	var content bytes.Buffer
	if err := (&safetensors.File{Tensors: tensors, Metadata: metadata}).Serialize(&content); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.safetensors")
	if err := os.WriteFile(path, content.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWeightsOwn writes networks of all kinds by their own names and reads them into others that started elsewhere.
func TestWeightsOwn(t *testing.T) {
	g := nettest.Proteins(t)
	seeded := func(family options.Family, operator conv.Operator,
		change func(o *options.Network)) func(uint64) *network {
		return func(seed uint64) *network {
			return built(t, family, operator, g, func(o *options.Network) { o.Seed = seed }, change)
		}
	}
	plain := func(*options.Network) {}
	for name, build := range map[string]func(seed uint64) *network{
		"reversible": seeded(options.Reversible, conv.GEN(), plain),
		"residual":   seeded(options.Residual, conv.GCN(), func(o *options.Network) { o.Float64 = true }),
		"tied": seeded(options.Reversible, conv.GAT(), func(o *options.Network) {
			o.Tied, o.OwnFirstLayer = true, true
		}),
		"equilibrium":        seeded(options.Equilibrium, conv.SAGE(), plain),
		"a user's operator":  seeded(options.Reversible, nettest.Neighbours{}, plain),
		"RevGAT's attention": seeded(options.Reversible, conv.GAT().WithNorm(), plain),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "own.safetensors")
			from, to := build(1), build(2)
			if err := from.save(path, OwnNames); err != nil {
				t.Fatal(err)
			}
			if err := to.load(path, OwnNames); err != nil {
				t.Fatal(err)
			}
			want := parameters(from)
			if !maps.EqualFunc(parameters(to), want, equal) {
				t.Error("the parameters are not the same")
			}
			file := tensorsOf(t, path)
			for _, v := range from.spec.Variables() {
				if tensor, ok := file[v.Name]; !ok || fmt.Sprint(tensor.Shape) != fmt.Sprint(v.Shape) {
					t.Errorf("%s has shape %v in the file, want %v", v.Name, tensor.Shape, v.Shape)
				}
			}
			if len(file) != len(want) {
				t.Errorf("%d tensors, want %d", len(file), len(want))
			}
		})
	}
}

// parameters are a model's, by name.
func parameters(m *network) map[string]nettest.Array {
	all := map[string]nettest.Array{}
	for _, v := range m.spec.Variables() {
		all[v.Name] = golden.FromTensor(net.Parameter(m.store, v.Name).MustValue())
	}
	return all
}

func equal(a, b nettest.Array) bool {
	return slices.Equal(a.Shape, b.Shape) && slices.Equal(a.Values, b.Values)
}

// TestWeightsTypes reads the same numbers in each type of a file.
func TestWeightsTypes(t *testing.T) {
	p := find(t, "gin_fixed")
	g, _ := peerGraph(t, p)
	for _, c := range []struct {
		dtype safetensors.DType
		put   func(data []byte, x float64) []byte
		exact []float64 // of that type: 1/3 to as many digits, a large and a subnormal number
	}{
		// Half-precision bits of 1/3, and their values, from IEEE 754: 0x3555 is 1365/4096, 0x3eab is 171/512.
		{safetensors.F16, func(d []byte, x float64) []byte {
			return binary.LittleEndian.AppendUint16(d, map[float64]uint16{1365. / 4096: 0x3555, 65504: 0x7bff,
				0x1p-24: 1, 0.25: 0x3400}[x])
		}, []float64{1365. / 4096, 65504, 0x1p-24}},
		{safetensors.BF16, func(d []byte, x float64) []byte {
			return binary.LittleEndian.AppendUint16(d, uint16(math.Float32bits(float32(x))>>16))
		}, []float64{171. / 512, 0x1p127, 0x1p-133}},
		{safetensors.F32, func(d []byte, x float64) []byte {
			return binary.LittleEndian.AppendUint32(d, math.Float32bits(float32(x)))
		}, []float64{float64(float32(1. / 3)), math.MaxFloat32, 0x1p-149}},
		{safetensors.F64, func(d []byte, x float64) []byte {
			return binary.LittleEndian.AppendUint64(d, math.Float64bits(x))
		}, []float64{1. / 3, 0x1p127, 0x1p-149}},
	} {
		t.Run(string(c.dtype), func(t *testing.T) {
			var list []safetensors.Tensor
			for name, tensor := range tensorsOf(t, p.path()) {
				converted := safetensors.Tensor{Name: name, DType: c.dtype, Shape: tensor.Shape}
				for k := range unpacked(tensor).Values {
					x := c.exact[k%3]
					if strings.HasSuffix(name, ".eps") {
						x = 0.25
					}
					converted.Data = c.put(converted.Data, x)
				}
				list = append(list, converted)
			}
			path := written(t, list, nil)
			for _, m := range []*network{p.build(g), p.build(g, false)} {
				if err := m.load(path, p.names); err != nil {
					t.Fatal(err)
				}
				for k, got := range parameters(m)["node_encoder.bias"].Values {
					want := c.exact[k%3]
					if !m.spec.Options().Float64 {
						want = float64(float32(want))
					}
					if got != want {
						t.Errorf("in %s number %d is %g, want %g", m.spec.DType(), k, got, want)
					}
				}
			}
		})
	}
}

// TestReadRefuses gives files that do not fit. Each is refused in a line, and the model stays as it was.
func TestReadRefuses(t *testing.T) {
	p := find(t, "gin_fixed")
	g, _ := peerGraph(t, p)
	original, err := os.ReadFile(p.path())
	if err != nil {
		t.Fatal(err)
	}
	const (
		eps  = "convs.0.convs.1.conv.eps"
		lin1 = "lin1.weight"
	)
	// edited changes the tensors and writes them in the order of their names.
	edited := func(edit func(all map[string]safetensors.Tensor)) func(t *testing.T) string {
		return func(t *testing.T) string {
			all := tensorsOf(t, p.path())
			edit(all)
			var list []safetensors.Tensor
			for _, name := range slices.Sorted(maps.Keys(all)) {
				list = append(list, all[name])
			}
			return written(t, list, map[string]string{"format": "pt"})
		}
	}
	// content writes bytes.
	content := func(make func() []byte) func(t *testing.T) string {
		return func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "c.safetensors")
			if err := os.WriteFile(path, make(), 0o644); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	header := func(text string, data int) func(t *testing.T) string {
		return content(func() []byte {
			c := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
			return append(c, make([]byte, data)...)
		})
	}
	for _, c := range []struct {
		name string
		file func(t *testing.T) string
		want string
	}{
		{"missing", edited(func(all map[string]safetensors.Tensor) { delete(all, lin1) }),
			`it has no tensor "lin1.weight" of shape [12 6]`},
		{"several missing", edited(func(all map[string]safetensors.Tensor) {
			maps.DeleteFunc(all, func(name string, _ safetensors.Tensor) bool {
				return strings.HasPrefix(name, "convs.1.")
			})
		}), `it has no tensor "convs.1.convs.0.norm.weight" of shape [6], and 13 more do not fit`},
		{"superfluous", edited(func(all map[string]safetensors.Tensor) {
			for _, name := range []string{"norm.running_mean", "norm.running_var"} {
				all[name] = safetensors.Tensor{Name: name, DType: safetensors.F32, Shape: []uint64{1},
					Data: make([]byte, 4)}
			}
		}), `the network has no tensor "norm.running_mean", and 1 more do not fit`},
		{"a transposed shape", edited(func(all map[string]safetensors.Tensor) {
			w := all[lin1]
			w.Shape = []uint64{6, 12}
			all[lin1] = w
		}), `tensor "lin1.weight" has shape [6 12], the network's has [12 6]`},
		{"integers", edited(func(all map[string]safetensors.Tensor) {
			w := all[lin1]
			w.DType = safetensors.I64
			all[lin1] = w
		}), `tensor "lin1.weight" is of type I64; use F64, F32, F16 or BF16`},
		{"another constant", edited(func(all map[string]safetensors.Tensor) {
			binary.LittleEndian.PutUint64(all[eps].Data, math.Float64bits(0.5))
		}), `tensor "` + eps + `" is 0.5, and 0.25 by the network's operator, which does not learn it`},
		{"NaN for a constant", edited(func(all map[string]safetensors.Tensor) {
			binary.LittleEndian.PutUint64(all[eps].Data, math.Float64bits(math.NaN()))
		}), `tensor "` + eps + `" is NaN`},
		{"too large", edited(func(all map[string]safetensors.Tensor) {
			binary.LittleEndian.PutUint64(all[lin1].Data[80:], math.Float64bits(1e300))
		}), `tensor "lin1.weight" holds 1e+300, which is too large for float32; build the network WithFloat64`},
		{"other names", func(*testing.T) string { return find(t, "authors").path() },
			`it has none of the network's tensors: not "lin1.weight" but "edge_encoder.bias"; choose another naming?`},
		{"other naming", func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "own.safetensors")
			if err := p.build(g).save(path, OwnNames); err != nil {
				t.Fatal(err)
			}
			return path
		}, `it was written with the naming "own", not "pyg"`},
		{"twice", header(`{"lin1.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},`+
			`"lin1.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8), `it has two tensors "lin1.bias"`},
		{"empty", content(func() []byte { return nil }),
			"not a whole safetensors file: invalid header: too small (0 bytes)"},
		{"cut off", content(func() []byte { return original[:len(original)-8] }), "not a whole safetensors file"},
		{"more than its header says", content(func() []byte { return append(slices.Clone(original), 0) }),
			"not a whole safetensors file"},
		{"a cut header", content(func() []byte { return original[:100] }),
			"not a whole safetensors file: invalid header: invalid length"},
		{"a long header", content(func() []byte { return slices.Repeat([]byte{0xff}, 64) }),
			"not a whole safetensors file: invalid header: too large max 100000000"},
		{"a pickle", content(func() []byte { return []byte("PK\x03\x04archive/data.pkl") }),
			"not a whole safetensors file"},
		{"no object", header(`[1]`, 0), "it holds no tensors"},
		{"offsets that overlap", header(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},`+
			`"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), `tensor "b" #1: invalid offset`},
		{"offsets past the end", header(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 4),
			"not a whole safetensors file"},
		{"a shape of another size", header(`{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}`, 8),
			`tensor "a" #0`},
		{"a shape that overflows", header(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`,
			0), `tensor "a" #0`},
		{"a negative shape", header(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}`, 0),
			"not a whole safetensors file"},
		{"an unknown type", header(`{"a":{"dtype":"F7","shape":[],"data_offsets":[0,0]}}`, 0),
			`"F7" is not a valid DType`},
		{"far too large", func(t *testing.T) string {
			path := content(func() []byte { return nil })(t)
			if err := os.Truncate(path, 1<<30); err != nil { // a hole, which takes no disk
				t.Fatal(err)
			}
			return path
		}, "cannot be read: it has 1073741824 bytes, and the network's 557 parameters take at most 100008912"},
		{"a folder", func(t *testing.T) string { return t.TempDir() }, "cannot be read: it is no regular file"},
		{"nothing", func(t *testing.T) string { return filepath.Join(t.TempDir(), "none") },
			"cannot be read: no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := p.build(g, false)
			before, store := parameters(m), m.store
			path := c.file(t)
			err := m.load(path, p.names)
			oneOfUs(t, err, path, c.want)
			if m.store != store || !maps.EqualFunc(parameters(m), before, equal) {
				t.Error("the model was changed")
			}
		})
	}
	err = p.build(g).load(p.path(), "pyG")
	oneOfUs(t, err, `unknown naming "pyG"; use revgnn.OwnNames, revgnn.PyGNames or revgnn.AuthorNames`)
}

// TestWeightsForPython writes networks for check.py, which loads them in PyTorch Geometric and compares the outputs.
func TestWeightsForPython(t *testing.T) {
	folder := os.Getenv("KILOLAYER_WEIGHTS")
	if folder == "" {
		t.Skip("KILOLAYER_WEIGHTS names no folder to write to")
	}
	var outputs []safetensors.Tensor
	for _, p := range peers(t) {
		g, _ := peerGraph(t, p)
		m := p.build(g)
		m.perturb(t, 0.3)
		if err := m.save(filepath.Join(folder, p.name+".safetensors"), p.names); err != nil {
			t.Fatal(err)
		}
		out := logits(t, m, g)
		tensor := safetensors.Tensor{Name: "out." + p.name, DType: safetensors.F64,
			Shape: []uint64{uint64(out.Shape[0]), uint64(out.Shape[1])}}
		for _, x := range out.Values {
			tensor.Data = binary.LittleEndian.AppendUint64(tensor.Data, math.Float64bits(x))
		}
		outputs = append(outputs, tensor)
	}
	if err := os.Rename(written(t, outputs, nil), filepath.Join(folder, "outputs.safetensors")); err != nil {
		t.Fatal(err)
	}
}

// FuzzRead gives a small network any file: it is loaded whole, or refused in a line with the model as before.
func FuzzRead(f *testing.F) {
	g := datasets.Karate().Must()
	o := options.NewNetwork(options.Reversible)
	o.Depth, o.Channels = 1, 2
	spec, err := net.New(o, net.Operators{Layers: conv.GIN()}, g)
	if err != nil {
		f.Fatal(err)
	}
	m := &network{spec: spec, store: spec.Draw()}
	path := filepath.Join(f.TempDir(), "a.safetensors")
	for _, names := range []Naming{OwnNames, PyGNames} {
		if err := m.save(path, names); err != nil {
			f.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		random := rand.New(rand.NewPCG(1, 1))
		f.Add(content)
		for range 20 {
			spoiled := slices.Clone(content)
			spoiled[random.IntN(len(spoiled))] ^= byte(1 << random.IntN(8))
			f.Add(spoiled)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, names := range []Naming{OwnNames, PyGNames} {
			store := m.store
			err := m.load(path, names)
			if err == nil {
				if len(parameters(m)) != len(m.spec.Variables()) {
					t.Error("parameters are missing")
				}
				continue
			}
			if text := err.Error(); !strings.HasPrefix(text, "revgnn: "+path) || strings.ContainsAny(text, "\n\r") {
				t.Errorf("the error %q", text)
			}
			if m.store != store {
				t.Error("the model was changed")
			}
		}
	})
}

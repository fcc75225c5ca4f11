package planetoid

import (
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/nlpodyssey/gopickle/types"
)

func TestUnpickle(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        any
	}{
		{"a number", madeup.PyNumber(-7), -7},
		{"small numbers", "(K\x07M\x01\x02G\x3f\xe0\x00\x00\x00\x00\x00\x00t", &types.Tuple{7, 513, 0.5}},
		{"a list with a name", "]q\x01(K\x01K\x02e", &types.List{1, 2}},
		{"a list twice", "]r\x00\x01\x00\x00j\x00\x01\x00\x00\x86", &types.Tuple{&types.List{}, &types.List{}}},
		{"a dictionary", "}K\x01\x88s", &types.Dict{{Key: 1, Value: true}}},
		{"an array", madeup.PyArray([]int32{1, -2}, 2), &pyArray{[]int{2}, "<i4", false,
			pyBytes{text: "\x01\x00\x00\x00\xfe\xff\xff\xff"}}},
		{"neighbours", madeup.PyNeighbours([]int{1}, []int{0}),
			&types.Dict{{Key: 0, Value: &types.List{1}}, {Key: 1, Value: &types.List{0}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := unpickle(madeup.Pickle(c.value))
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %#v, %v; want %#v", got, err, c.want)
			}
		})
	}
}

func TestUnpickleRefuses(t *testing.T) {
	const damaged = "is a damaged pickle; fetch the file again"
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"nothing", nil, "byte 0: unexpected EOF; fetch the file again"},
		{"text", []byte("<html>"), "byte 0: opcode 0x3c is not one of a pickle with numbers of protocol 2 to 5; "},
		{"no end", []byte("\x80\x02K\x01"), "byte 4: unexpected EOF"},
		{"a frame past the end", []byte("\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffK\x01."),
			"byte 2: the file ends within a frame of opcodes; fetch it again"},
		{"a frame in a frame",
			[]byte("\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00\x95\x01\x00\x00\x00\x00\x00\x00\x00N."),
			damaged},
		{"a command by strings", madeup.Pickle("\x8c\x02os\x94\x8c\x06system\x94\x93\x8c\x02ls\x85R"),
			`byte 16: names "os system", which is not a class of the data sets; pickled code is never executed`},
		{"a command by remembered strings", madeup.Pickle("\x8c\x06system\x94\x8c\x02os\x94h\x01h\x00\x93"),
			`byte 20: names "os system", which`},
		{"a class of the library by strings", madeup.Pickle("\x8c\x0bcollections\x8c\x0bOrderedDict\x93)R"),
			`byte 28: names "collections OrderedDict", which`},
		{"a class by what is no string", madeup.Pickle("\x8c\x02os]\x93"),
			"byte 7: names a class by what is no string"},
		{"a string of 16 EB", madeup.Pickle("\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc"),
			"byte 2: the file ends within an"},
		{"bytes of 16 EB", madeup.Pickle("\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc"), "byte 2: the file ends within an"},
		{"a bytearray of 16 EB", madeup.Pickle("\x96\xff\xff\xff\xff\xff\xff\xff\xffabc"),
			"byte 2: the file ends within an"},
		{"bytes by their class", madeup.Pickle("c__builtin__\nbytes\n(K\x09tR"), "makes bytes by their class"},
		{"another encoding", madeup.Pickle("c_codecs\nencode\n(U\x01aU\x04utf8tR"),
			"encodes what is no text in Latin-1"},
		{"a buffer of nothing", madeup.Pickle("cnumpy.core.numeric\n_frombuffer\n)R"),
			"has a numpy.ndarray without its four parts"},
		{"a buffer of others", madeup.Pickle("cnumpy.core.numeric\n_frombuffer\n(NNNNtR"),
			"has a numpy.ndarray whose parts are not (bytes, type, shape, order)"},
		{"half a number of NumPy",
			madeup.Pickle("cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\nU\x02i4\x85RU\x02abtR"),
			"has a number of NumPy that is neither integer nor floating-point"},
		{"a command", madeup.Pickle("cos\nsystem\nU\x02ls\x85R"),
			`byte 2: names "os system", which is not a class of the data sets; pickled code is never executed`},
		{"eval", madeup.Pickle("c__builtin__\neval\nU\x011\x85R"), `byte 2: names "__builtin__ eval", which`},
		{"a class of the library", madeup.Pickle("ccollections\nOrderedDict\n)R"),
			`byte 2: names "collections OrderedDict", which`},
		{"a long name", madeup.Pickle("c" + strings.Repeat("a", 1000) + "\nb\n"),
			`byte 2: names "` + strings.Repeat("a", 60) + `", which`},
		{"half a name", madeup.Pickle("cnumpy"), "byte 2: the file ends within an opcode"},
		{"an instance", madeup.Pickle("(ios\nsystem\n"), "byte 3: opcode 0x69 is not one"},
		{"an extension", madeup.Pickle("\x82\x01"), "byte 2: opcode 0x82 is not one"},
		{"a persistent id", madeup.Pickle("K\x01Q"), "byte 4: opcode 0x51 is not one"},
		{"opcode 255", madeup.Pickle("\xff"), "byte 2: opcode 0xff is not one"},
		{"half a number", []byte("\x80\x02J\x01"), "byte 2: the file ends within an opcode"},
		{"a string past the end", []byte("\x80\x02U\x09abc."), "byte 2: the file ends within an opcode"},
		{"a string of 2 GB", []byte("\x80\x02T\xff\xff\xff\x7f."),
			"byte 2: the file ends within an opcode"},
		{"a string of 4 GB", []byte("\x80\x02T\xff\xff\xff\xff."),
			"byte 2: the file ends within an opcode"},
		{"an empty stack", madeup.Pickle(""), damaged},
		{"no mark", madeup.Pickle("t"), damaged},
		{"an append to a number", madeup.Pickle("K\x01K\x02a"), damaged},
		{"an odd dictionary", madeup.Pickle("}(K\x01u"), damaged},
		{"a call of a number", madeup.Pickle("K\x01)R"), damaged},
		{"a call of ndarray", madeup.Pickle("cnumpy\nndarray\n)R"), "makes a numpy.ndarray by itself"},
		{"a new list", madeup.Pickle("c__builtin__\nlist\n)\x81"), "makes a list by its class"},
		{"a type without a name", madeup.Pickle("cnumpy\ndtype\n)R"), "makes a numpy.dtype without its name"},
		{"a type without an order", madeup.Pickle("cnumpy\ndtype\nU\x02i4\x85RNb"),
			"has a numpy.dtype without its byte order"},
		{"an array of nothing", madeup.Pickle("cnumpy.core.multiarray\n_reconstruct\n)RNb"),
			"has a numpy.ndarray without its five parts"},
		{"an array of others", madeup.Pickle("cnumpy.core.multiarray\n_reconstruct\n)R" +
			madeup.PyTuple("N", "N", "N", "N", "N") + "b"),
			"has a numpy.ndarray whose parts are not (version, shape, type, order, bytes)"},
		{"a negative shape", madeup.Pickle(madeup.PyArray([]int32{}, -1)), "has a numpy.ndarray whose parts"},
		{"a matrix of nothing", madeup.Pickle("cscipy.sparse.csr\ncsr_matrix\n)\x81Nb"),
			"has a csr_matrix without its parts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, err := unpickle(c.content)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %#v, %v\nwant %s", value, err, c.want)
			}
		})
	}
}

// TestUnpickleMemory reads what claims much more than it holds, or holds itself.
func TestUnpickleMemory(t *testing.T) {
	for _, c := range []struct{ name, value string }{
		{"a list in itself", "]q\x01h\x01a"},
		{"a memo far away", "]r\xff\xff\xff\xffj\xff\xff\xff\xff0"},
		{"marks", strings.Repeat("(", 1000)},
		{"nested tuples", strings.Repeat("(", 1000) + strings.Repeat("t", 1000)},
		{"a large shape", madeup.PyArray([]int32{}, 1<<31-1, 1<<31-1)},
		{"a string of 2 GB", "T\xff\xff\xff\x7f"},
		{"one string for many", madeup.PyString(strings.Repeat("a", 10_000)) + "q\x01c_codecs\nencode\nq\x02" +
			strings.Repeat("h\x02h\x01\x8c\x06latin1\x86R", 1000)},
		{"a frame of 16 EB", "\x95\xff\xff\xff\xff\xff\xff\xff\xff"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			value, err := unpickle(madeup.Pickle(c.value))
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
				t.Errorf("%d bytes for a pickle of %d bytes", used, len(c.value))
			}
			if array, ok := value.(*pyArray); ok && err == nil {
				if list, err := array.ints(2); err == nil {
					t.Errorf("%d numbers", len(list))
				}
			}
		})
	}
}

func TestPyMatrixRefuses(t *testing.T) {
	matrix := func(first, columns []int32, values []float32) string {
		return madeup.PyMatrix(2, 3, first, columns, values)
	}
	whole := matrix([]int32{0, 1, 2}, []int32{0, 2}, []float32{1, 2})
	without := func(part string) string { return strings.Replace(whole, part, strings.ToUpper(part), 1) }
	for _, c := range []struct{ name, value, want string }{
		{"no shape", without("_shape"), "part _shape is missing or not two numbers"},
		{"no columns", without("indices"), "part indices is missing"},
		{"indices of floating point", strings.Replace(whole, madeup.PyArray([]int32{0, 2}, 2),
			madeup.PyArray([]float32{0, 2}, 2), 1), `part indices has type "<f4"; want integers`},
		{"indices on two axes", strings.Replace(whole, madeup.PyArray([]int32{0, 2}, 2),
			madeup.PyArray([]int32{0, 2}, 2, 1), 1),
			"part indices has shape [2 1]; want 1 axes"},
		{"a wrong length", strings.Replace(whole, madeup.PyArray([]int32{0, 2}, 2), madeup.PyArray([]int32{0, 2}, 3),
			1),
			"part indices has shape [3] of 4 bytes each, but 8 bytes of values"},
		{"complex values", strings.Replace(whole, madeup.PyArray([]float32{1, 2}, 2),
			strings.Replace(madeup.PyArray([]float32{1, 2}, 2), "f4", "c8", 1), 1),
			`part data has type "<c8"; want numbers`},
		{"NaN", matrix([]int32{0, 1, 2}, []int32{0, 2}, []float32{1, float32(math.NaN())}),
			"part data has NaN at entry 1; want a finite float32"},
		{"few rows", matrix([]int32{0, 2}, []int32{0, 2}, []float32{1, 2}),
			"part indptr has 2 entries; want one more than the 2 rows"},
		{"no rows", matrix(nil, []int32{0, 2}, []float32{1, 2}),
			"part indptr has 0 entries; want one more than the 2 rows"},
		{"rows past the end", matrix([]int32{0, 1, 3}, []int32{0, 2}, []float32{1, 2}),
			"part indptr goes from 0 to 3; want from 0 to 2, the number of entries of indices"},
		{"rows that fall", matrix([]int32{0, 5, 2}, []int32{0, 2}, []float32{1, 2}),
			"part indptr falls from 5 to 2 at entry 2"},
		{"few values", matrix([]int32{0, 1, 2}, []int32{0, 2}, []float32{1}),
			"part data has 1 entries; want 2, as indices"},
		{"no such column", matrix([]int32{0, 1, 2}, []int32{0, 3}, []float32{1, 2}),
			"part indices has 3 at entry 1; columns go from 0 to 2"},
		{"a negative column", matrix([]int32{0, 1, 2}, []int32{-1, 0}, []float32{1, 2}),
			"part indices has -1 at entry 0; columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, err := unpickle(madeup.Pickle(c.value))
			stored, ok := value.(*pyMatrix)
			if err != nil || !ok {
				t.Fatalf("%#v, %v", value, err)
			}
			if _, err := stored.sparse(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

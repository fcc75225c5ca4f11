package matrixmarket

import (
	"context"
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/lines/listtest"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func ExampleRead() {
	const text = "%%MatrixMarket matrix coordinate real symmetric\n3 3 1\n2 1 0.5\n"
	open := madeup.Texts(map[string]string{"power.mtx": text})
	result, err := Read(context.Background(), open, "power.mtx", schema.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.IDs, result.Ends, result.Weights)
	// Output: [1 2 3] [[1 0] [0 1]] [0.5 0.5]
}

func ExampleRecognizes() {
	fmt.Println(Recognizes("power.mtx", []byte("%%MatrixMarket matrix")), Recognizes("power.mtx", []byte("3 3 1")))
	// Output: true false
}

func TestRead(t *testing.T) {
	const real = "%%MatrixMarket matrix coordinate real general\n"
	const skew = "%%MatrixMarket matrix coordinate real skew-symmetric\n"
	const halves = "%%matrixmarket MATRIX Coordinate Pattern Symmetric\n"
	listtest.Test(t, Read, []listtest.Case{
		{Name: "an entry of 0", Text: real + "% c\n\n2 2 2\n1 2 0.0\n2 1 1.5D+00\n",
			Want: "1 2 | 2→1=1.5 | weight: weight, entries of 0: left out"},
		{Name: "an entry twice", Text: real + "1 1 2\n1 1 2\n1 1 3\n", Want: "1 | 1→1=2 1→1=3 | weight: weight"},
		{Name: "the upper half", Text: halves + "3 3 2\n1 2\n3 3\n", Want: "1 2 3 | 1→2 2→1 3→3"},
		{Name: "both halves", Text: halves + "2 2 2\n1 2\n2 1\n", Want: "error: line 4: an entry on the other side"},
		{Name: "a skew half", Text: skew + "2 2 1\n2 1 +3\n", Want: "1 2 | 2→1=3 1→2=-3 | weight: weight"},
		{Name: "a skew diagonal", Text: skew + "2 2 1\n1 1 3\n", Want: "error: line 3: 3 on the diagonal"},
		{Name: "two sides", Text: "%%MatrixMarket matrix coordinate pattern general\n1 2 1\n1 2\n",
			Want: "1[1 0] right 1[0 1] right 2[0 1] | 1→right 2 right 2→1 | side: category"},
		{Name: "no entries", Text: real + "2 2 0\n", Want: "1 2 | | weight: weight"},
		{Name: "complex", Text: "%%MatrixMarket matrix coordinate complex general\n",
			Want: "error: line 1: a complex matrix"},
		{Name: "a vector", Text: "%%MatrixMarket vector coordinate real\n", Want: "error: line 1: a \"vector\""},
		{Name: "another file", Text: "1 2\n", Want: "error: line 1: \"1 2\", want %%MatrixMarket"},
		{Name: "another symmetry", Text: "%%MatrixMarket matrix coordinate real\n",
			Want: "error: want general, symmetric"},
		{Name: "a pattern array", Text: "%%MatrixMarket matrix array pattern general\n",
			Want: "error: an array without values"},
		{Name: "a half that is no square", Text: halves + "2 3 0\n",
			Want: "error: line 2: a symmetric matrix of 2 rows and 3"},
		{Name: "no size", Text: real, Want: "error: ends before the matrix's size"},
		{Name: "a size of two numbers", Text: real + "2 2\n",
			Want: "error: line 2: \"2 2\", want the matrix's size as 3 numbers"},
		{Name: "a size below 0", Text: real + "-2 2 1\n", Want: "error: line 2: \"-2\" is no size"},
		{Name: "more nodes than fit", Text: real + "9999999999 1 1\n", Want: "error: line 2: 9999999999 rows"},
		{Name: "many nodes for few entries", Text: real + "900000000 900000000 1\n1 1 1\n",
			Want: "error: too many for 1 entries"},
		{Name: "a row too far", Text: real + "2 2 1\n3 1 1\n", Want: "error: line 3: \"3\" is no row"},
		{Name: "row 0", Text: real + "2 2 1\n0 1 1\n", Want: "error: line 3: \"0\" is no row"},
		{Name: "no value", Text: real + "2 2 1\n1 1\n", Want: "error: line 3: \"1 1\"; want a row"},
		{Name: "a value in a pattern", Text: halves + "2 2 1\n1 1 1\n", Want: "error: line 3: \"1 1 1\"; want a row"},
		{Name: "a word", Text: real + "2 2 1\n1 1 x\n", Want: "error: line 3: \"x\" is not a number"},
		{Name: "cut short", Text: real + "2 2 2\n1 1 1\n", Want: "error: ends after 1 of 2 entries"},
		{Name: "an entry more", Text: real + "2 2 1\n1 1 1\n1 2 1\n", Want: "error: line 4: an entry more"},
		{Name: "an array cut short", Text: "%%MatrixMarket matrix array real general\n2 1\n1\n",
			Want: "error: before row 2"},
		{Name: "an array that goes on", Text: "%%MatrixMarket matrix array real general\n1 1\n1\n2\n",
			Want: "error: line 4: a value more"},
		{Name: "an array without rows", Text: "%%MatrixMarket matrix array real general\n0 1000000000\n",
			Want: "error: too many for 0 entries"},
	})
}

func TestFilesOfScipy(t *testing.T) {
	const weight = " | weight: weight"
	const full = "1 2 3 | 1→2=0.5 2→1=2 3→3=-1.5e-10"
	const half = "1 2 3 | 1→1=4 2→1=1 1→2=1 3→2=2 2→3=2" + weight
	const skew = "1 2 3 | 2→1=-1.5 1→2=1.5 3→2=-2 2→3=2" + weight
	listtest.Files(t, Read, "testdata", map[string]string{
		"general.mtx":              full + weight,
		"symmetric.mtx":            half,
		"symmetric_as_general.mtx": "1 2 3 | 1→1=4 1→2=1 2→1=1 2→3=2 3→2=2" + weight,
		"symmetric_as_real.mtx":    half,
		"pattern.mtx":              "1 2 3 | 1→1 2→1 1→2 3→2 2→3",
		"skew.mtx":                 skew,
		"hermitian.mtx":            half,
		"complex.mtx":              "error: a complex matrix",
		"unsigned.mtx":             half,
		"zero.mtx":                 "1 2 | 2→1=1 | weight: weight, entries of 0: left out",
		"rectangular.mtx": "1[1 0] 2[1 0] right 1[0 1] right 2[0 1] right 3[0 1] | 1→right 2=0.5 right 2→1=0.5 " +
			"2→right 1=2 right 1→2=2 | side: category, weight: weight",
		"array.mtx":           "1 2 3 | 2→1=2 1→2=0.5 3→3=-1.5e-10" + weight,
		"array_symmetric.mtx": half,
		"array_skew.mtx":      skew,
	})
}

func FuzzRead(f *testing.F) {
	listtest.Fuzz(f, Read, "f.mtx", "testdata", "%%MatrixMarket matrix array real skew-symmetric\n1000 1000\n1\n")
}

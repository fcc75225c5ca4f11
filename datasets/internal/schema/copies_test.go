package schema

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

func TestCopiesClass(t *testing.T) {
	three := []int32{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, -1}
	indicator := make([]float32, len(three))
	for row, class := range three {
		if class == 1 {
			indicator[row] = 7
		}
	}
	indicator[len(three)-1] = 3 // unlabelled
	for _, c := range []struct {
		name    string
		numbers []float32
		classes []int32
		copies  bool
		one     int32
	}{
		{"a number for each class", []float32{5, 3, 5, 9}, []int32{0, 1, 0, 2}, true, -1},
		{"two numbers of a class", []float32{5, 3, 4, 9}, []int32{0, 1, 0, 2}, false, -1},
		{"a number of two classes", []float32{5, 5, 5, 9}, []int32{0, 1, 0, 2}, false, -1},
		{"each number once", []float32{5, 3, 9}, []int32{0, 1, 2}, false, -1},
		{"constant", []float32{5, 5, 5}, []int32{0, 0, 0}, false, -1},
		{"one class told from all others", indicator, three, false, 1},
		{"the same in few rows", indicator[:6], three[:6], false, -1},
	} {
		if copies, one := copiesClass(c.numbers, c.classes); copies != c.copies || one != c.one {
			t.Errorf("%s: %v, %d", c.name, copies, one)
		}
	}
}

func TestCopiesTask(t *testing.T) {
	nan := arrays.Matrix{Data: []float32{1, 0, 1, 0}, Cols: 1}
	for _, c := range []struct {
		name    string
		numbers []float32
		want    bool
	}{
		{"the task", []float32{1, 0, 1, 0}, true},
		{"its opposite", []float32{0, 1, 0, 1}, true},
		{"1 and 2 for no and yes", []float32{2, 1, 2, 1}, true},
		{"another task", []float32{1, 1, 0, 0}, false},
	} {
		if got := copiesTask(c.numbers, nan, 0); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if copiesTask([]float32{1}, arrays.Matrix{}, 0) {
		t.Error("a graph without tasks")
	}
}

func TestCopiesValue(t *testing.T) {
	values := arrays.NewMatrix(12, 1)
	for row := range values.Data {
		values.Data[row] = float32(row*row) + 0.5
	}
	of := func(made func(v float32) float32) (numbers []float32) {
		for _, v := range values.Data {
			numbers = append(numbers, made(v))
		}
		return numbers
	}
	for _, c := range []struct {
		name    string
		numbers []float32
		want    bool
	}{
		{"the value", of(func(v float32) float32 { return v }), true},
		{"in other units", of(func(v float32) float32 { return 32 - 1.8*v }), true},
		{"another curve", of(func(v float32) float32 { return v * v }), false},
		{"constant", of(func(float32) float32 { return 3 }), false},
		{"a line through few", []float32{1, 2}, false},
	} {
		if got := copiesValue(c.numbers, values, 0); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

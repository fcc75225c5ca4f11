package arrays

import (
	"math"
	"slices"
	"testing"
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		name  string
		shape []int
		count int64
		fits  bool
	}{
		{"a number", nil, 1, true},
		{"a matrix", []int{3, 4}, 12, true},
		{"no rows", []int{0, 1 << 62}, 0, true},
		{"the most", []int{math.MaxInt64 / 8}, math.MaxInt64 / 8, true},
		{"one too many", []int{math.MaxInt64/8 + 1}, 0, false},
		{"an overflow", []int{1 << 62, 4}, 0, false},
		{"a negative size", []int{-1}, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if count, fits := Count(c.shape...); count != c.count || fits != c.fits {
				t.Errorf("%d, %v; want %d, %v", count, fits, c.count, c.fits)
			}
		})
	}
}

func TestManyForFew(t *testing.T) {
	for _, c := range []struct {
		name                  string
		rows, columns, values int
		want                  bool
	}{
		{"a small matrix of zeros", 1 << 10, 1 << 10, 0, false},
		{"a large matrix of zeros", 1 << 10, 1<<10 + 1, 0, true},
		{"the identity of 60,000 rows", 60_000, 60_000, 60_000, false},
		{"one value in each row of 100,000", 1000, 100_000, 1000, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ManyForFew(c.rows, c.columns, c.values); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestAddRow(t *testing.T) {
	m := Sparse{Rows: 2, Cols: 3, First: []int{0, 1, 4}, Columns: []int{2, 0, 1, 1}, Values: []float32{5, 1, 2, 3}}
	row := []float32{10, 0, 0}
	m.AddRow(1, row) // which has two entries in column 1
	if want := []float32{11, 5, 0}; !slices.Equal(row, want) {
		t.Errorf("%v, want %v", row, want)
	}
}

func TestMarks(t *testing.T) {
	for name, put := range map[string]func(int32, int) error{
		"for all nodes": make(Marks, 3).Put, "for few nodes": make(FewMarks).Put,
	} {
		t.Run(name, func(t *testing.T) {
			if err := put(2, Train); err != nil {
				t.Error(err)
			}
			if err := put(0, Valid); err != nil {
				t.Error(err)
			}
			const want = "node 2 is in the train split already; a node belongs to one split, once"
			if err := put(2, Test); err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

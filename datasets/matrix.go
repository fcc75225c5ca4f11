package datasets

import "github.com/kilolayer/kilolayer/datasets/internal/arrays"

// Matrix is a dense matrix in row-major order. Cols 0 means that there is none.
type Matrix struct {
	Data []float32 // Rows() × Cols values
	Cols int
}

// Rows is the number of rows, 0 for a matrix without columns.
func (m Matrix) Rows() int {
	if m.Cols == 0 {
		return 0
	}
	return len(m.Data) / m.Cols
}

// Row is row i as a view, not a copy. It is empty for a matrix without columns.
func (m Matrix) Row(i int) []float32 { return m.Data[i*m.Cols : (i+1)*m.Cols] }

func newMatrix(rows, cols int) Matrix { return Matrix(arrays.NewMatrix(rows, cols)) }

// padded is the matrix with one row of zeros more, as a view. There is none where its array ends before, or goes on
// with something else.
func (m Matrix) padded() (padded Matrix, ok bool) {
	end := len(m.Data) + m.Cols
	if m.Cols == 0 || cap(m.Data) < end {
		return Matrix{}, false
	}
	for _, v := range m.Data[len(m.Data):end] {
		if v != 0 {
			return Matrix{}, false
		}
	}
	return Matrix{Data: m.Data[:end], Cols: m.Cols}, true
}

package datasets

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

func newMatrix(rows, cols int) Matrix { return Matrix{Data: make([]float32, rows*cols), Cols: cols} }

package arrays

// Matrix is a dense matrix in row-major order. Cols 0 means that there is none.
type Matrix struct {
	Data []float32
	Cols int
}

// NewMatrix is a matrix of zeros. Its array has one row more, so that a graph in one piece is padded where it is.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{Data: make([]float32, (rows+1)*cols)[:rows*cols], Cols: cols}
}

// Row is row i as a view, not a copy. It is empty for a matrix without columns.
func (m Matrix) Row(i int) []float32 { return m.Data[i*m.Cols : (i+1)*m.Cols] }

// Sparse is a matrix in compressed sparse rows: row i has Values[k] in column Columns[k], for k from First[i] to
// First[i+1]−1.
type Sparse struct {
	Rows, Cols     int
	First, Columns []int
	Values         []float32
}

// AddRow adds row i to a dense row. An entry that is stored twice counts twice.
func (m *Sparse) AddRow(i int, row []float32) {
	for k := m.First[i]; k < m.First[i+1]; k++ {
		row[m.Columns[k]] += m.Values[k]
	}
}

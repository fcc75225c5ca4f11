package viz

import (
	"math"
	"math/rand/v2"

	"github.com/kilolayer/kilolayer/datasets"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// components are the two directions in which rows vary most.
type components struct {
	mean       []float64
	directions [2][]float64 // unit vectors, orthogonal; their largest weights are positive
	shares     [2]float64   // of the variance
}

// principal finds the components of some rows; nil where the rows are all equal.
//
// It takes orthogonal iteration over a few directions: products of the rows with as many vectors, where a whole
// decomposition of 1,000 columns takes a minute.
func principal(rows datasets.Matrix, of []int) *components {
	const (
		block     = 10    // directions that are followed; more than two makes the first two settle sooner
		rounds    = 60    // at most
		unchanged = 1e-11 // of the variance: the directions are settled to about the root of that
		rounding  = 1e-14 // of the squared size: what float32 leaves of rows that are equal
	)
	n, cols := len(of), rows.Cols
	c := &components{mean: make([]float64, cols)}
	for _, i := range of {
		for j, v := range rows.Row(i) {
			c.mean[j] += float64(v) / float64(n)
		}
	}
	centred := mat.NewDense(n, cols, nil)
	for k, i := range of {
		for j, v := range rows.Row(i) {
			centred.Set(k, j, float64(v)-c.mean[j])
		}
	}
	size := mat.Norm(centred, 2) // the root of the sum of squares
	if size*size <= rounding*float64(n)*floats.Dot(c.mean, c.mean) || size == 0 {
		return nil
	}
	centred.Scale(1/size, centred) // the variances now sum to 1

	width := min(block, cols)
	basis := mat.NewDense(width, cols, nil)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range width {
		for j := range cols {
			basis.Set(i, j, random.NormFloat64())
		}
	}
	orthonormal(basis)
	var along, turned mat.Dense
	var square mat.SymDense
	for range rounds {
		along.Mul(centred, basis.T())
		square.SymOuterK(1, along.T())
		var eigen mat.EigenSym
		var vectors mat.Dense
		if !eigen.Factorize(&square, true) {
			return nil
		}
		eigen.VectorsTo(&vectors)
		turned.Mul(vectors.T(), basis) // in rising order
		values := eigen.Values(nil)
		before := c.shares
		for i := range c.shares {
			last := width - 1 - i
			c.shares[i] = max(0, values[last])
			c.directions[i] = mat.Row(nil, last, &turned)
		}
		if math.Abs(c.shares[0]-before[0])+math.Abs(c.shares[1]-before[1]) <= unchanged {
			break
		}
		basis.Mul(along.T(), centred)
		orthonormal(basis)
	}
	for i := range c.directions {
		if c.shares[i] < rounding {
			c.shares[i] = 0 // there is nothing but rounding along it
			clear(c.directions[i])
		}
		orient(c.directions[i])
	}
	return c
}

// orthonormal makes the rows unit vectors at right angles to each other, in place. Rows that depend on those before
// them become 0.
func orthonormal(m *mat.Dense) {
	n, _ := m.Dims()
	for i := range n {
		row := m.RawRowView(i)
		before := floats.Norm(row, 2)
		for range 2 { // the second time removes what rounding left
			for j := range i {
				floats.AddScaled(row, -floats.Dot(row, m.RawRowView(j)), m.RawRowView(j))
			}
		}
		length := floats.Norm(row, 2)
		if length <= 1e-12*before || length == 0 {
			clear(row)
			continue
		}
		floats.Scale(1/length, row)
	}
}

// orient makes the largest weight positive; of weights that rounding may order either way, the first.
func orient(direction []float64) {
	largest := 0.0
	for _, v := range direction {
		largest = max(largest, math.Abs(v))
	}
	for _, v := range direction {
		if math.Abs(v) >= (1-1e-6)*largest {
			if v < 0 {
				floats.Scale(-1, direction)
			}
			return
		}
	}
}

// project is where a row lies in the plane of the components.
func (c *components) project(row []float32) (at [2]float64) {
	for j, v := range row {
		from := float64(v) - c.mean[j]
		at[0] += from * c.directions[0][j]
		at[1] += from * c.directions[1][j]
	}
	return at
}

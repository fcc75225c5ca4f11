package datasets

import (
	"math"
	"runtime"
)

const (
	// largestFeature is what a feature may reach. A network's first map adds up features times weights of about 1/√F,
	// and float32 keeps seven digits of the squares that its normalization takes.
	largestFeature = 1e4
	// widestScale is how much larger than another a feature may be. With Adam each weight moves by about the learning
	// rate at a step, so a feature 1,000 times smaller needs as many times the steps to count as much.
	widestScale = 1e3
	// mostlyZero is the share of zeros from which a feature that is always 0 is none to tell of.
	mostlyZero = 0.9
)

// columnMoments are what is known of a column of features.
type columnMoments struct {
	count, nonZero int
	sum, squares   float64
	min, max       float32
}

func (m *columnMoments) add(x float32) {
	m.count++
	m.min, m.max = min(m.min, x), max(m.max, x)
	if x != 0 {
		m.nonZero++
		m.sum += float64(x)
		m.squares += float64(x) * float64(x)
	}
}

func (m *columnMoments) join(other columnMoments) {
	m.count, m.nonZero = m.count+other.count, m.nonZero+other.nonZero
	m.sum, m.squares = m.sum+other.sum, m.squares+other.squares
	m.min, m.max = min(m.min, other.min), max(m.max, other.max)
}

// scale is how large the entries are that are not 0: the root of their mean square.
func (m *columnMoments) scale() float64 { return math.Sqrt(m.squares / float64(max(1, m.nonZero))) }

// deviation is the standard deviation over all entries.
func (m *columnMoments) deviation() float64 {
	mean := m.sum / float64(m.count)
	return math.Sqrt(max(0, m.squares/float64(m.count)-mean*mean))
}

// reach is the largest of all entries, without its sign.
func (m *columnMoments) reach() float64 { return max(-float64(m.min), float64(m.max)) }

// momentsOf passes over a matrix once, on all cores. The same machine finds the same sums each time.
func momentsOf(m Matrix) []columnMoments {
	workers := max(1, min(runtime.GOMAXPROCS(0), len(m.Data)/checkedTogether))
	parts := make([][]columnMoments, workers)
	rows := m.Rows()
	inParallel(workers, 1, func(i, _ int) {
		part := make([]columnMoments, m.Cols)
		for column := range part {
			part[column].min, part[column].max = math.MaxFloat32, -math.MaxFloat32
		}
		for row := rows * i / workers; row < rows*(i+1)/workers; row++ {
			for column, x := range m.Row(row) {
				part[column].add(x)
			}
		}
		parts[i] = part
	})
	for _, part := range parts[1:] {
		for column := range part {
			parts[0][column].join(part[column])
		}
	}
	return parts[0]
}

// scaleConcerns looks at each column of features by itself and beside the others.
func scaleConcerns(m Matrix, named []Feature, ofEdges bool) (found []Concern) {
	if m.Rows() < 2 {
		return nil
	}
	columns := momentsOf(m)
	nonZero, least := 0, math.Inf(1)
	for i := range columns {
		c := &columns[i]
		nonZero += c.nonZero
		if c.min < c.max {
			least = min(least, c.scale())
		}
	}
	sparse := float64(nonZero) < (1-mostlyZero)*float64(len(m.Data))
	var large, wide, constant []int
	reach, ratio := 0.0, 0.0
	for i := range columns {
		c := &columns[i]
		if c.min == c.max {
			if c.max != 0 || !sparse {
				constant = append(constant, i)
			}
			continue
		}
		if c.reach() >= largestFeature {
			large, reach = append(large, i), max(reach, c.reach())
		}
		beside := least
		if c.min > 0 || c.max < 0 { // numbers far from 0, such as years, whose differences are what counts
			beside = min(least, c.deviation())
		}
		if by := c.scale() / beside; by > widestScale {
			wide, ratio = append(wide, i), max(ratio, by)
		}
	}
	switch {
	case large != nil:
		found = append(found, Concern{Kind: Scales, Columns: featureNames(named, large), OfEdges: ofEdges,
			tooLarge: true, High: reach, Found: len(large), All: m.Cols})
	case wide != nil:
		found = append(found, Concern{Kind: Scales, Columns: featureNames(named, wide), OfEdges: ofEdges,
			High: ratio, Found: len(wide), All: m.Cols})
	}
	if constant != nil {
		found = append(found, Concern{Kind: ConstantFeatures, Columns: featureNames(named, constant), OfEdges: ofEdges,
			Found: len(constant), All: m.Cols})
	}
	return found
}

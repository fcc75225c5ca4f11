package arrays

import "math"

const (
	// MaxNodes is the largest number of nodes of a graph. It leaves one id for the node that pads a part.
	MaxNodes = math.MaxInt32 - 1

	// MaxEdges is the largest number of directed edges of a graph.
	MaxEdges = math.MaxInt32

	// MaxClass is the largest class of a node. A model has an output for each class, so a larger number is an id and no
	// class. It is exact in float32.
	MaxClass = 1 << 20

	// MaxValues is how many values fit as dense rows. The largest of the published sets of features, Coauthor Physics
	// (34,493 × 8,415), has a seventh of it.
	MaxValues = 1 << 31
)

// Count is the number of values of an array of the given shape. It fits unless no array can have that shape.
func Count(shape ...int) (count int64, fits bool) {
	count = 1
	for _, size := range shape {
		if size < 0 || size > 0 && count > math.MaxInt64/8/int64(size) {
			return 0, false
		}
		count *= int64(size)
	}
	return count, true
}

// ManyForFew says whether a matrix of rows × columns is much more memory than a file that holds only the given number
// of values should ask for. Rows with a single 1, which are as sparse as features get, pass at every size.
func ManyForFew(rows, columns, values int) bool {
	const freeCells, cellsPerValue = 1 << 20, 1 << 16
	return rows*columns > freeCells+cellsPerValue*values
}

// IsNaN says whether x is NaN.
func IsNaN(x float32) bool { return x != x }

// IsFinite says whether x is neither infinite nor NaN.
func IsFinite(x float32) bool { return math.Abs(float64(x)) <= math.MaxFloat32 }

// IsTaskLabel says whether a label is one of a yes/no task: 0, 1, or NaN for unlabelled.
func IsTaskLabel(label float32) bool { return label == 0 || label == 1 || IsNaN(label) }

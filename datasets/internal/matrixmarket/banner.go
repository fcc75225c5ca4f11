package matrixmarket

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
)

// mark begins each file.
const mark = "%%MatrixMarket"

// Recognizes says whether a file begins as those of Matrix Market do.
func Recognizes(_ string, start []byte) bool {
	return len(start) >= len(mark) && strings.EqualFold(string(start[:len(mark)]), mark)
}

// banner is what the first lines of a file say of it.
type banner struct {
	dense    bool // all entries, column by column, without their places
	pattern  bool // entries have no value
	symmetry string

	rows, columns, entries int // entries is that of a coordinate matrix
}

// The symmetries. A hermitian matrix of real numbers is symmetric.
const (
	general   = "general"
	symmetric = "symmetric"
	skew      = "skew-symmetric"
	hermitian = "hermitian"
)

// readBanner reads the first line and that of the sizes.
func readBanner(text *lines.Reader) (b banner, err error) {
	if !text.Next() {
		if err := text.Err(); err != nil {
			return b, err
		}
	}
	words := strings.Fields(strings.ToLower(text.Line))
	if len(words) == 0 || words[0] != strings.ToLower(mark) {
		return b, text.Errorf("%q, want %s", files.Clip(text.Line), mark)
	}
	words = append(words, make([]string, 5)...)
	if words[1] != "matrix" {
		return b, text.Errorf("a %q; only a matrix is read", files.Clip(words[1]))
	}
	switch words[2] {
	case "coordinate":
	case "array":
		b.dense = true
	default:
		return b, text.Errorf("a matrix by %q, want coordinate or array", files.Clip(words[2]))
	}
	switch words[3] {
	case "real", "double", "integer", "unsigned-integer":
	case "pattern":
		b.pattern = true
	case "complex":
		return b, text.Errorf("a complex matrix; an edge has one real weight, so save the real part, or the " +
			"absolute values")
	default:
		return b, text.Errorf("entries of %q, want real, integer or pattern", files.Clip(words[3]))
	}
	b.symmetry = words[4]
	if !slices.Contains([]string{general, symmetric, skew, hermitian}, b.symmetry) {
		return b, text.Errorf("a matrix that is %q, want general, symmetric or skew-symmetric", files.Clip(b.symmetry))
	}
	if b.pattern && b.dense {
		return b, text.Errorf("an array without values; want real or integer")
	}
	return b, b.readSizes(text)
}

// readSizes reads rows, columns and, of a coordinate matrix, entries.
func (b *banner) readSizes(text *lines.Reader) error {
	if !text.NextOf("%") {
		if err := text.Err(); err != nil {
			return err
		}
		return text.Errorf("the file ends before the matrix's size")
	}
	sizes := []*int{&b.rows, &b.columns, &b.entries}
	if b.dense {
		sizes = sizes[:2]
	}
	words := strings.Fields(text.Line)
	if len(words) != len(sizes) {
		return text.Errorf("%q, want the matrix's size as %d numbers", files.Clip(text.Line), len(sizes))
	}
	for i, word := range words {
		size, err := strconv.Atoi(word)
		if err != nil || size < 0 {
			return text.Errorf("%q is no size", files.Clip(word))
		}
		*sizes[i] = size
	}
	if b.rows > arrays.MaxNodes || b.columns > arrays.MaxNodes || b.rows+b.columns > arrays.MaxNodes {
		return text.Errorf("%d rows and %d columns, more than the %d nodes that a graph may have", b.rows, b.columns,
			arrays.MaxNodes)
	}
	if b.symmetry != general && b.rows != b.columns {
		return text.Errorf("a %s matrix of %d rows and %d columns", b.symmetry, b.rows, b.columns)
	}
	return nil
}

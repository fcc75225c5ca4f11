package csv

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// matrixKind is how a file is an adjacency matrix, if it is one.
type matrixKind int

const (
	noMatrix    matrixKind = iota
	namedMatrix            // the rows have the names of the columns
	bareMatrix             // a square of numbers
)

// matrix says whether the file starts as an adjacency matrix.
func (t *table) matrix() matrixKind {
	n := len(t.names) - 1
	if source, target := knownEnds(t.names); source >= 0 && target >= 0 {
		return noMatrix
	}
	first := t.names
	if t.headless {
		first = t.first
	}
	square := slices.Concat([][]string{first}, t.sample)
	if t.headless {
		square = t.sample // which has the first row
	}
	if isSquare(square, t.whole) {
		return bareMatrix
	}
	if !t.headless && n >= 2 && len(t.sample) >= min(n, 3) && len(t.sample) <= n &&
		!slices.ContainsFunc(t.sample, func(row []string) bool { return len(row) != n+1 }) && t.namesRows() {
		return namedMatrix
	}
	return noMatrix
}

// namesRows says whether the first rows have the names of different columns, and numbers.
func (t *table) namesRows() bool {
	left := map[string]bool{}
	for _, name := range t.names[1:] {
		left[name] = true
	}
	for _, row := range t.sample {
		if !left[row[0]] || row[0] == "" || slices.ContainsFunc(row[1:], func(cell string) bool {
			return !isNumber(cell) && !isZero(cell)
		}) {
			return false
		}
		left[row[0]] = false
	}
	return true
}

// isSquare says whether rows, of which there are more unless that is the whole file, can be a matrix of numbers rather
// than a list of edges.
func isSquare(rows [][]string, whole bool) bool {
	n := len(rows[0])
	if n < 3 || len(rows) > n || whole && len(rows) != n || !whole && len(rows) < min(n, sampleRows) {
		return false
	}
	numbers, ids, zeros, even := true, true, true, true
	for i, row := range rows {
		if len(row) != n {
			return false
		}
		for j, cell := range row {
			numbers = numbers && isNumber(cell)
			if _, err := strconv.Atoi(cell); j < 2 {
				ids = ids && err == nil
			}
			zeros = zeros && (i != j || isZero(cell))
			even = even && (j >= len(rows) || len(rows[j]) <= i || rows[j][i] == cell)
		}
	}
	// A list of five edges with three attributes each is less likely than a matrix.
	const surely = 5
	return numbers && (n >= surely || !ids || zeros || even)
}

// isZero says whether a cell says that there is no edge: it is empty, or a number 0.
func isZero(cell string) bool {
	if cell == "" {
		return true
	}
	mantissa, exponent, found := strings.Cut(strings.ToLower(strings.TrimLeft(cell, "+-")), "e")
	return strings.Trim(mantissa, "0.,") == "" && strings.ContainsRune(mantissa, '0') &&
		(!found || strings.Trim(exponent, "+-0123456789") == "")
}

// cell is a cell that is not 0.
type cell struct {
	row, column int32
	start, end  int // of its text
}

// readMatrix reads an adjacency matrix. Its nodes are in the order of the columns, unless there is a table of them.
func (t *table) readMatrix(r *schema.Reading, kind matrixKind, nodes bool) error {
	names, first := t.names, 0 // first is the column of the first node
	if kind == namedMatrix {
		names, first = names[1:], 1
	} else {
		if !t.headless {
			t.first = t.names
		}
		names = make([]string, len(t.names))
		for i := range names {
			names[i] = strconv.Itoa(i)
		}
	}
	header, read := t.line, 0
	var cells []cell
	var texts []byte
	lines := make([]int, len(names)) // 0 for a row that is still to come
	of := map[string]int{}
	for i, name := range names {
		if name == "" {
			return t.errorf("node %d of an adjacency matrix has no name; give it one", i+1)
		}
		of[name] = i
	}
	if len(of) < len(names) {
		return t.errorf("two columns of an adjacency matrix have one name; give each node its own")
	}
	for ; ; read++ {
		row, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		i, known := read, read < len(names)
		if kind == namedMatrix {
			i, known = of[row[0]]
		}
		if !known && kind == bareMatrix {
			return t.errorf("row %d of an adjacency matrix of %d columns; give each node a row and a column", read+1,
				len(names))
		}
		if !known {
			return t.errorf("%q is the name of a row of an adjacency matrix, and of no column", files.Clip(row[0]))
		}
		if lines[i] > 0 {
			return t.errorf("%q is the name of two rows of an adjacency matrix", files.Clip(row[0]))
		}
		lines[i] = t.line
		for j, text := range row[first:] {
			if !isZero(text) {
				cells = append(cells, cell{int32(i), int32(j), len(texts), len(texts) + len(text)})
				texts = append(texts, text...)
			}
		}
	}
	if t.line = header; read < len(names) {
		return t.errorf("an adjacency matrix of %d columns and %d rows; give each node a row and a column", len(names),
			read)
	}
	if len(cells) == 0 {
		return fmt.Errorf("%s is an adjacency matrix of zeros: it has no edges", t.file.Path())
	}
	if !nodes {
		for i, name := range names {
			if err := r.Node(name, lines[i]); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	return t.matrixEdges(r, names, lines, cells, texts)
}

// matrixEdges makes edges of the cells, each undirected one of a symmetric matrix once.
func (t *table) matrixEdges(r *schema.Reading, names []string, lines []int, cells []cell, texts []byte) error {
	text := func(c cell) string { return string(texts[c.start:c.end]) }
	direction, note := schema.Directed, "an adjacency matrix"
	if isSymmetric(cells, text) {
		direction, note = schema.Undirected, "a symmetric adjacency matrix"
	}
	weight := r.Edges.Column("weight", schema.Stated{Kind: schema.Number, Role: schema.WeightRole, Why: note})
	for _, c := range cells {
		of := direction
		if of == schema.Undirected && c.column < c.row {
			continue // the cell on the other side said it
		}
		if c.column == c.row {
			of = schema.Directed // it is its own reverse
		}
		if err := r.Edge(names[c.row], names[c.column], of, lines[c.row]); err != nil {
			return err
		}
		r.Edges.Set(weight, text(c))
	}
	return nil
}

// isSymmetric says whether each cell has one like it on the other side of the diagonal. Cells are sorted by row, then
// by column.
func isSymmetric(cells []cell, text func(cell) string) bool {
	order := make([]int32, len(cells))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return int(cells[a].column) - int(cells[b].column) })
	for i, other := range order {
		a, b := cells[i], cells[other]
		if a.row != b.column || a.column != b.row || text(a) != text(b) {
			return false
		}
	}
	return true
}

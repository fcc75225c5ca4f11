package schema

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// words is the different words of a column, and for each row its word.
type words struct {
	index map[string]int32
	names []string // by first appearance
	rows  []int32  // for each row its place in names, −1 for none
}

func (w *words) none() { w.rows = append(w.rows, -1) }

func (w *words) add(word string) {
	place, ok := w.index[word]
	if !ok {
		if w.index == nil {
			w.index = map[string]int32{}
		}
		place = int32(len(w.names))
		word = strings.Clone(word) // or it would hold on to its line
		w.index[word] = place
		w.names = append(w.names, word)
	}
	w.rows = append(w.rows, place)
}

// numbersOf are the words as numbers, where all are finite ones.
func numbersOf(names []string) ([]float64, bool) {
	numbers := make([]float64, len(names))
	for i, name := range names {
		number, err := strconv.ParseFloat(name, 64)
		if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
			return nil, false
		}
		numbers[i] = number
	}
	return numbers, len(names) > 0
}

// sort numbers the words from 0 in ascending order: by their values where all are numbers, so that 3 and 3.0 are one
// word; else by their letters.
func (w *words) sort() {
	compare := func(a, b int32) int { return strings.Compare(w.names[a], w.names[b]) }
	if numbers, are := numbersOf(w.names); are {
		compare = func(a, b int32) int { return cmp.Compare(numbers[a], numbers[b]) }
	}
	order := make([]int32, len(w.names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, compare)
	rank := make([]int32, len(w.names))
	var names []string
	for i, name := range order {
		if i == 0 || compare(order[i-1], name) != 0 {
			names = append(names, w.names[name])
		}
		rank[name] = int32(len(names) - 1)
	}
	for row, place := range w.rows {
		if place >= 0 {
			w.rows[row] = rank[place]
		}
	}
	w.names, w.index = names, nil
}

// dropMinusOne makes −1, however it is written, no word where all words are numbers: it stands for no class. It returns
// how it was written.
func (w *words) dropMinusOne() (written string) {
	numbers, are := numbersOf(w.names)
	if !are {
		return ""
	}
	gone := make([]bool, len(w.names))
	for i, number := range numbers {
		if gone[i] = number == -1; gone[i] {
			written = w.names[i]
		}
	}
	if written == "" {
		return ""
	}
	kept := make([]int32, len(w.names))
	var names []string
	for i, name := range w.names {
		if kept[i] = -1; !gone[i] {
			kept[i] = int32(len(names))
			names = append(names, name)
		}
	}
	for row, place := range w.rows {
		if place >= 0 {
			w.rows[row] = kept[place]
		}
	}
	w.names = names
	return written
}

// usualMissing are the words that stand for no value, in lower case: of R, pandas, Excel, SQL, Python, Stata, ARFF.
var usualMissing = []string{"", "na", "n/a", "#n/a", "nan", "<na>", "null", "none", "nil", "nat", "-", "--", "?", "."}

// longestMissing is the length of the longest of them.
const longestMissing = 4

// isMissing says whether a text stands for no value.
func (c *Choice) isMissing(text string) bool {
	if c.MissingWords == nil {
		if len(text) > longestMissing || text != "" && text[0] >= '0' && text[0] <= '9' {
			return false
		}
		return slices.ContainsFunc(usualMissing, func(word string) bool { return strings.EqualFold(word, text) })
	}
	return text == "" || slices.ContainsFunc(c.MissingWords, func(word string) bool {
		return strings.EqualFold(word, text)
	})
}

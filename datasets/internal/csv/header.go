package csv

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// A first row that is no header would be lost as an edge or a node. These are the signs of one.

// checkHeader refuses a first row that is no header. of are the columns that name nodes, which are not known by their
// names.
func (t *table) checkHeader(of ...int) error {
	if !slices.ContainsFunc(t.names, hasLetter) && !countedByPandas(t.names) {
		what := "no column has a name in the first line"
		if !slices.ContainsFunc(t.names, func(name string) bool { return !isNumber(name) }) {
			what = "numbers, want the columns' names"
		}
		return t.errorf("%s; add such a line, or WithoutHeader", what)
	}
	if len(of) == 0 {
		return nil
	}
	if name := oddNumber(t.names); name != "" {
		return t.errorf("the number %q in place of a column's name; name the columns in the first line, or read the "+
			"file by WithoutHeader", files.Clip(name))
	}
	if len(t.sample) > 0 && !slices.ContainsFunc(of, func(column int) bool { return !t.looksLikeRows(column) }) {
		return t.errorf("%q looks like an id, want a column's name; name the columns in the first line, or read the "+
			"file by WithoutHeader", files.Clip(t.names[of[0]]))
	}
	return nil
}

// checkHeadless refuses a header in a file that has none by the user's word.
func (t *table) checkHeadless() error {
	source, target := knownEnds(t.first)
	if source < 0 || target < 0 {
		return nil
	}
	return t.errorf("it names the columns, %q and %q; leave WithoutHeader out", t.first[source], t.first[target])
}

func hasLetter(name string) bool {
	return strings.ContainsFunc(name, unicode.IsLetter) && !isNumber(name)
}

// oddNumber is a name that is a number, where the numbers among the names do not count the columns, as those of pandas
// do; "" for none.
func oddNumber(names []string) string {
	var counts [][]string
	for _, name := range names {
		if isNumber(name) {
			counts = append(counts, []string{name})
		}
	}
	if len(counts) == 0 || countUp(counts, 0) && (len(counts) > 1 || counts[0][0] == "0") {
		return ""
	}
	return counts[0][0]
}

// countedByPandas says whether the names are those of a pandas table without names, beside its index: ",0,1,2".
func countedByPandas(names []string) bool {
	for i, name := range names[1:] {
		if name != strconv.Itoa(i) {
			return false
		}
	}
	return names[0] == ""
}

// looksLikeRows says whether the name of a column is like the values below it but for its digits, such as user_1 above
// user_2.
func (t *table) looksLikeRows(column int) bool {
	name := t.names[column]
	if !strings.ContainsFunc(name, unicode.IsDigit) || pattern(name) == "" {
		return false
	}
	return !slices.ContainsFunc(t.sample, func(row []string) bool {
		return len(row) > column && pattern(row[column]) != pattern(name)
	})
}

// pattern is a text without its digits.
func pattern(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, text)
}

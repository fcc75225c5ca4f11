package options

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Nearest names what was perhaps meant: up to three names within a third of the word's length, or else all of them.
func Nearest(word string, names []string) string {
	if near := nearest(word, names); len(near) > 0 {
		return didYouMean(near)
	}
	return "use one of " + strings.Join(names, ", ")
}

// nearest lists up to three names within a third of a word's length, the nearest first.
func nearest(word string, names []string) []string {
	near := slices.Clone(names)
	near = slices.DeleteFunc(near, func(name string) bool { return editDistance(word, name) > max(2, len(word)/3) })
	slices.SortStableFunc(near, func(a, b string) int {
		return cmp.Compare(editDistance(word, a), editDistance(word, b))
	})
	return near[:min(3, len(near))]
}

func didYouMean(names []string) string {
	quotes := make([]string, 0, len(names))
	for _, name := range names {
		quotes = append(quotes, fmt.Sprintf("%q", name))
	}
	return "did you mean " + strings.Join(quotes, " or ") + "?"
}

// editDistance is Levenshtein's: how many letters to insert, delete or replace, whatever their case.
func editDistance(a, b string) int {
	from, to := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			replaced := diagonal
			if r != s {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
		}
	}
	return row[len(to)]
}

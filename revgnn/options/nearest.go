package options

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Nearest names what was perhaps meant: up to three names within a third of the word's length, or that it is short for
// as "lr" and "rate" are, or else all of them.
func Nearest(word string, names []string) string {
	if near := nearest(word, names); len(near) > 0 {
		return didYouMean(near)
	}
	return "use one of " + strings.Join(names, ", ")
}

// nearest lists up to three names within a third of a word's length, the nearest first, or else up to three that the
// word is short for.
func nearest(word string, names []string) []string {
	near := slices.Clone(names)
	near = slices.DeleteFunc(near, func(name string) bool { return editDistance(word, name) > max(2, len(word)/3) })
	slices.SortStableFunc(near, func(a, b string) int {
		return cmp.Compare(editDistance(word, a), editDistance(word, b))
	})
	if len(near) == 0 {
		near = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !isShort(word, name) })
	}
	return near[:min(3, len(near))]
}

// isShort tells whether a word is made of the first letters of a name's words, or begins one of them.
func isShort(word, name string) bool {
	const least = 3 // letters of what begins a word
	word = strings.ToLower(word)
	var firsts strings.Builder
	for _, part := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '-' }) {
		if len(word) >= least && strings.HasPrefix(part, word) {
			return true
		}
		r, _ := utf8.DecodeRuneInString(part)
		firsts.WriteRune(r)
	}
	return len(word) > 1 && firsts.String() == word
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

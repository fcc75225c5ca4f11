package chart

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/units"
)

// elided is s, or its start and its end around a mark of what is left out, as much of both as fits.
func elided(s string, fits func(string) bool) string {
	if fits(s) {
		return s
	}
	letters := []rune(s)
	for kept := len(letters) - 1; kept > 1; kept-- {
		start := (kept + 1) / 2
		short := strings.TrimRight(string(letters[:start]), " ,") + "…" +
			strings.TrimLeft(string(letters[len(letters)-(kept-start):]), " ,")
		if fits(short) {
			return short
		}
	}
	return "…"
}

// Short are names that fit, of which no two that differ become the same: a name that does not fit loses its middle, or
// what it shares with others at its start, and where nothing of that tells it apart, it is cut and gets its number.
func Short(names []string, fits func(string) bool) []string {
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = elided(name, fits)
	}
	if distinct(names, short) {
		return short
	}
	start, end := common(names)
	for i, name := range names {
		letters := []rune(name)
		own := string(letters[start : len(letters)-end])
		if start > 0 {
			own = "…" + own
		}
		if end > 0 {
			own += "…"
		}
		if short[i] = name; !fits(name) {
			short[i] = elided(own, fits)
		}
	}
	if distinct(names, short) {
		return short
	}
	numbers := map[string]int{}
	for i, name := range names {
		if short[i] = name; fits(name) {
			continue
		}
		if numbers[name] == 0 {
			numbers[name] = len(numbers) + 1
		}
		number := " #" + units.Count(numbers[name])
		short[i] = elided(name, func(s string) bool { return fits(s + number) }) + number
	}
	return short
}

// distinct reports whether names that differ are still told apart by what became of them.
func distinct(names, short []string) bool {
	from := map[string]string{}
	for i, s := range short {
		if name, ok := from[s]; ok && name != names[i] {
			return false
		}
		from[s] = names[i]
	}
	return true
}

// common is how many letters all names share at their start and at their end.
func common(names []string) (start, end int) {
	first := []rune(names[0])
	start, end = len(first), len(first)
	for _, name := range names {
		letters := []rune(name)
		n := 0
		for n < min(start, len(letters)) && letters[n] == first[n] {
			n++
		}
		start = n
		n = 0
		for n < min(end, len(letters)-start) && letters[len(letters)-1-n] == first[len(first)-1-n] {
			n++
		}
		end = n
	}
	return start, min(end, len(first)-start)
}

// shortNames are the names of the categories as they have room at the axis.
func (a Axis) shortNames() []string {
	st := style(12, faded, "")
	return Short(a.Categories, func(s string) bool { return st.Width(s) <= px(widestName) })
}

// shortened are the names where at least one of them had to be.
func (a Axis) shortened() []string {
	if a.Categories == nil || !a.turned() {
		return nil
	}
	short := a.shortNames()
	if slices.Equal(short, a.Categories) {
		return nil
	}
	return short
}

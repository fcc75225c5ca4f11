package chart

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/units"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
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

// Short are names that fit, of which no two that differ become the same. A name that does not fit loses its middle.
// Where several became the same by that, they keep the words that tell them apart, behind as much of their start as
// fits; and where not even these fit, they are numbered.
func Short(names []string, fits func(string) bool) []string {
	short := make([]string, len(names))
	same := map[string][]int{} // places by what became of them
	for i, name := range names {
		short[i] = elided(name, fits)
		same[short[i]] = append(same[short[i]], i)
	}
	for _, places := range same {
		group := make([]string, len(places))
		for k, i := range places {
			group[k] = names[i]
		}
		if start, end := common(group); start < len([]rune(group[0])) {
			for k, i := range places {
				short[i] = telling([]rune(group[k]), start, end, fits)
			}
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

// telling is a name of which the letters from start to the last end ones differ from others': the words of these,
// behind as much of the name's start as fits.
func telling(name []rune, start, end int, fits func(string) bool) string {
	from, to := start, len(name)-end
	for from > 0 && name[from-1] != ' ' {
		from--
	}
	for to < len(name) && name[to] != ' ' && name[to] != ',' {
		to++
	}
	if to < len(name) && name[to] == ' ' { // and the word after it, as that of a number may be its unit
		for to++; to < len(name) && name[to] != ' ' && name[to] != ','; to++ {
		}
	}
	own, rest := string(name[from:to]), ""
	if to < len(name) {
		rest = "…"
	}
	for kept := from; kept > 0; kept-- {
		head := strings.TrimRight(string(name[:kept]), " ,")
		if kept < from {
			head += "…"
		} else {
			head = string(name[:kept])
		}
		if s := head + own + rest; fits(s) {
			return s
		}
	}
	if from > 0 {
		own = "…" + own
	}
	return elided(own+rest, fits)
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

// common is how many letters names share at their start and at their end.
func common(names []string) (start, end int) {
	first := []rune(names[0])
	start = len(first)
	for _, name := range names {
		letters := []rune(name)
		n := 0
		for n < min(start, len(letters)) && letters[n] == first[n] {
			n++
		}
		start = n
	}
	end = len(first) - start
	for _, name := range names {
		letters := []rune(name)
		n := 0
		for n < min(end, len(letters)-start) && letters[len(letters)-1-n] == first[len(first)-1-n] {
			n++
		}
		end = n
	}
	return start, end
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

// fitted is s, or as much of it as fits the width: without what stands in brackets at its end, else cut in the middle.
func fitted(s string, st text.Style, width vg.Length) string {
	if st.Width(s) <= width {
		return s
	}
	if short, _, ok := strings.Cut(s, " ("); ok && st.Width(short) <= width {
		return short
	}
	return elided(s, func(s string) bool { return st.Width(s) <= width })
}

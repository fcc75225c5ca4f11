package viz

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/units"
)

// How many narrow letters of a name there is room for. What is longer is clipped.
const (
	nameLetters = 24 // in a legend, a title or a tooltip
	cellLetters = 13 // beside a row of a matrix
	nodeLetters = 40 // in a node's tooltip
)

// naming is what the outputs of a model are called.
type naming struct {
	one   string   // "class", "task" or "value"
	names []string // clipped; nil where they are numbers
}

// namesOf are the names that a graph has for its classes, tasks or values. own are the words that the figure itself
// uses beside them.
func namesOf(g *datasets.Graph, letters int, own ...string) naming {
	switch g.Labels() {
	case datasets.TaskLabels:
		return naming{"task", clipped(g.Schema.Outputs, letters, own...)}
	case datasets.ValueLabels:
		return naming{"value", clipped(g.Schema.Outputs, letters, own...)}
	}
	return naming{"class", clipped(g.Schema.Classes, letters, own...)}
}

// short is the name of an output, or its number.
func (n naming) short(output int) string {
	if output < len(n.names) {
		return n.names[output]
	}
	return strconv.Itoa(output)
}

// long is the name of an output, or its number after what it is: "class 3".
func (n naming) long(output int) string {
	if output < len(n.names) {
		return n.names[output]
	}
	return n.of(output)
}

// of is the name of an output, or its number, after what it is: "task fraud", "task 3".
func (n naming) of(output int) string { return n.one + " " + n.short(output) }

// clipped are names in one line and in so many narrow letters, all of them different, and different from the figure's
// own words. Those that would not be have their number behind them, as in "a very long na… (3)".
func clipped(names []string, letters int, own ...string) []string {
	var list []string
	for _, name := range names {
		list = append(list, shorten(oneLine(name), letters))
	}
	for _, i := range unclear(list, own) {
		list[i] = numbered(names[i], i, letters)
	}
	if len(unclear(list, own)) > 0 { // one of the names looks like another with its number
		for i, name := range names {
			list[i] = numbered(name, i, letters)
		}
	}
	return list
}

// unclear are the places of names that are empty, that stand there twice, or that are one of the given words.
func unclear(names, words []string) (places []int) {
	counts := map[string]int{"": 1}
	for _, word := range words {
		counts[word]++
	}
	for _, name := range names {
		counts[name]++
	}
	for i, name := range names {
		if counts[name] > 1 {
			places = append(places, i)
		}
	}
	return places
}

func numbered(name string, number, letters int) string {
	mark := fmt.Sprintf(" (%d)", number)
	return strings.TrimSpace(shorten(oneLine(name), max(2, letters-len(mark))) + mark)
}

// nodeText names a node for a tooltip: by its name and its id where it has them, else by its number. One that has to be
// clipped has its number behind it.
func nodeText(g *datasets.Graph, node int32) string {
	if g.Names == nil && g.IDs == nil {
		return "node " + units.Count(node)
	}
	name, id := oneLine(g.NameOf(node)), oneLine(g.ID(node))
	shortName, shortID := shorten(name, nodeLetters), shorten(id, nodeLetters)
	text := "node " + shortName
	if id != name {
		text += ", id " + shortID
	}
	if shortName != name || shortID != id {
		text += ", number " + units.Count(node)
	}
	return text
}

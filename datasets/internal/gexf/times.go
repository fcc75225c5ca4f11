package gexf

import (
	"encoding/xml"
	"math"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
	"github.com/kilolayer/kilolayer/datasets/internal/xmldoc"
)

// timeless says that when nodes, or edges, begin is no time: some have none, or one that is no whole number. That is
// known only after the last of them, and the file is then read anew.
type timeless struct{ nodes, edges bool }

func (c *columns) timeless() bool {
	return c.times.with > 0 && (c.times.odd || c.times.with < c.times.elements)
}

// began takes in when an element begins and ends. It is called after the element was begun.
func (c *columns) began(element xml.StartElement) {
	t := &c.times
	t.elements++
	for _, name := range []string{"start", "timestamp"} {
		text := xmldoc.Attribute(element, name)
		if text == "" {
			continue
		}
		if t.name == "" {
			t.name = name
		}
		stated := schema.Stated{Role: schema.TimeRole}
		if t.left {
			stated = leftOut("times that are no whole numbers, or that some have none of")
		}
		if name != t.name {
			stated = leftOut("a second time")
		} else {
			t.with++
			number, err := strconv.ParseFloat(text, 64)
			t.odd = t.odd || err != nil || number != math.Trunc(number) || math.Abs(number) >= 1<<53
		}
		c.set(name, text, stated)
	}
	for _, name := range []string{"end", "startopen", "endopen"} {
		c.set(name, xmldoc.Attribute(element, name), leftOut("spells of time"))
	}
}

// spanOf is a spell of time as a text.
func spanOf(spell xml.StartElement) string {
	if at := xmldoc.Attribute(spell, "timestamp"); at != "" {
		return at
	}
	return xmldoc.Attribute(spell, "start") + "–" + xmldoc.Attribute(spell, "end")
}

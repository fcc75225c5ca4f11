package pajek

import (
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// drawing is what the report says of what Pajek only draws.
const drawing = "a drawing of Pajek"

// The keys that say how vertices, and how lines between them, are drawn.
var (
	vertexKeys = words("s_size x_fact y_fact phi r q ic bc bw lc la lr lphi fos font hks hooks")
	lineKeys   = words("w c p s a ap l lp lr lphi lc la fos font h1 h2 a1 k1 a2 k2 k")
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// setDrawn gives an element a value that is part of the drawing.
func setDrawn(of *schema.Table, column, value string) {
	of.Set(of.Column(column, schema.Stated{Role: schema.LeftOut, Why: drawing}), value)
}

// cutIntervals takes the time intervals out of an element's tokens.
func cutIntervals(of *schema.Table, tokens []token) []token {
	kept := tokens[:0]
	for _, t := range tokens {
		if t.isInterval() {
			interval := schema.Stated{Role: schema.LeftOut, Why: "a graph is that of all times"}
			of.Set(of.Column("time interval", interval), t.text)
		} else {
			kept = append(kept, t)
		}
	}
	return kept
}

// setPairs gives an element the values of keys.
func setPairs(text *lines.Reader, of *schema.Table, drawn map[string]bool, pairs []token) error {
	for ; len(pairs) > 0; pairs = pairs[2:] {
		key := pairs[0]
		switch {
		case key.isNumber():
			return text.Errorf("%s where a key is expected; after the numbers come pairs of a key and a value",
				files.Clip(key.text))
		case len(pairs) == 1:
			return text.Errorf("the key %s without a value", strconv.Quote(files.Clip(key.text)))
		case key.text == "":
			return text.Errorf("an empty key")
		}
		if drawn[strings.ToLower(key.text)] {
			setDrawn(of, key.text, pairs[1].text)
		} else {
			of.Set(of.Column(key.text, schema.Stated{}), pairs[1].text)
		}
	}
	return nil
}

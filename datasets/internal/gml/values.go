package gml

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// pair is a key of a node or an edge with its value.
type pair struct {
	key, text string
	quoted    bool
	why       string // why the value is none of a column: it is a list, or nested
	line      int
}

// element reads what is in brackets up to their end. What is nested deeper is passed over.
func (t *tokens) element(pairs []pair) ([]pair, error) {
	var seen places
	for {
		key, err := t.next()
		if err != nil {
			return pairs, err
		}
		if key.kind == closed {
			return pairs, nil
		}
		if key.kind != word {
			return pairs, t.errorf("%q, want a key or ]", key.text)
		}
		value, err := t.next()
		if err != nil {
			return pairs, err
		}
		p := pair{key: key.text, text: value.text, quoted: value.kind == quoted, line: key.line}
		switch value.kind {
		case closed, end:
			return pairs, t.errorf("%q after the key %q, want its value", value.text, key.text)
		case open:
			p.text, p.why = "[…]", "nested values"
			if strings.Contains(strings.ToLower(p.key), "graphics") {
				p.why = "a drawing"
			}
			if err := t.skip(); err != nil {
				return pairs, err
			}
		}
		if first, ok := seen.find(pairs, p.key); ok { // NetworkX writes each value of a list with the key
			if pairs[first].why == "" {
				pairs[first].why = "lists"
			}
			continue
		}
		pairs = append(pairs, p)
	}
}

// places finds a key among pairs, by a map where they are many.
type places map[string]int

func (m *places) find(pairs []pair, key string) (int, bool) {
	const few = 32
	if len(pairs) <= few {
		for i, p := range pairs {
			if p.key == key {
				return i, true
			}
		}
		return 0, false
	}
	if *m == nil {
		*m = places{}
	}
	for i := len(*m); i < len(pairs); i++ {
		(*m)[pairs[i].key] = i
	}
	i, ok := (*m)[key]
	return i, ok
}

// skip passes over what is in brackets, however deep.
func (t *tokens) skip() error {
	for depth := 1; depth > 0; {
		next, err := t.next()
		if err != nil {
			return err
		}
		switch next.kind {
		case open:
			depth++
		case closed:
			depth--
		case end:
			return t.errorf("the file ends before a ]")
		}
	}
	return nil
}

// isLarge says whether a text is a whole number beyond the 32 bits that GML has for numbers. NetworkX writes such with
// quotes.
func isLarge(text string) bool {
	number, err := strconv.ParseInt(text, 10, 64)
	return err == nil && (number < math.MinInt32 || number > math.MaxInt32)
}

// fromPython is what a text was to Python, where NetworkX wrote it as Python does: 'Anna' with its quotes.
func fromPython(text string) string {
	inside := strings.TrimPrefix(text, "u")
	n := len(inside)
	if n < 2 || inside[0] != '\'' || inside[n-1] != '\'' {
		return text
	}
	var b strings.Builder
	for rest := inside[1 : n-1]; rest != ""; {
		if rest[0] == '\'' {
			return text // two words, each with quotes
		}
		r, _, tail, err := strconv.UnquoteChar(rest, '\'')
		if err != nil || r > unicode.MaxRune {
			return text
		}
		b.WriteRune(r)
		rest = tail
	}
	return b.String()
}

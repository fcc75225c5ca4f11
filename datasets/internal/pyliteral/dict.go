package pyliteral

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Dict calls each with the keys and values of a dict, in its order. A string comes without its quotes, None as "", a
// number of NumPy, such as np.float64(0.5), as the number, and all else, such as a list, as it is written.
func Dict(text string, each func(key, value string) error) error {
	p := &parser{rest: strings.TrimSpace(text)}
	if !p.skip('{') {
		return fmt.Errorf("%s: want a dict of Python, such as {'weight': 1}", files.Printed(p.rest))
	}
	for !p.skip('}') {
		key, err := p.value(":")
		if err != nil {
			return err
		}
		if !p.skip(':') {
			return fmt.Errorf("a dict with the key %q without a value", files.Clip(key))
		}
		value, err := p.value(",}")
		if err != nil {
			return err
		}
		if err := each(key, value); err != nil {
			return err
		}
		if !p.skip(',') && !strings.HasPrefix(p.rest, "}") {
			return errOpen
		}
	}
	if p.rest != "" {
		return fmt.Errorf("%q after a dict", files.Clip(p.rest))
	}
	return nil
}

var errOpen = errors.New("a dict without its closing }")

// parser reads the rest of a text, which no blank begins.
type parser struct{ rest string }

// skip passes over a sign and the blanks after it.
func (p *parser) skip(sign byte) bool {
	if p.rest == "" || p.rest[0] != sign {
		return false
	}
	p.rest = strings.TrimLeft(p.rest[1:], " \t")
	return true
}

// value reads up to one of the signs that ends a key or a value.
func (p *parser) value(end string) (string, error) {
	length, err := length(p.rest, end)
	if err != nil {
		return "", err
	}
	value := strings.TrimSpace(p.rest[:length])
	p.rest = p.rest[length:]
	if name, inner, ok := strings.Cut(value, "("); ok && strings.HasPrefix(name, "np.") {
		if inner, ok := strings.CutSuffix(inner, ")"); ok {
			value = inner
		}
	}
	if value == "None" {
		return "", nil
	}
	if value != "" && isQuote(value[0]) && quoted(value) == len(value) {
		return unquote(value[1 : len(value)-1])
	}
	return value, nil
}

// length is where a key or a value ends, outside of its strings and brackets.
func length(text, end string) (int, error) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case isQuote(c):
			n := quoted(text[i:])
			if n == 0 {
				return 0, fmt.Errorf("a string without its closing %c", c)
			}
			i += n - 1
		case depth == 0 && strings.IndexByte(end, c) >= 0:
			return i, nil
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		}
	}
	return 0, errOpen
}

func isQuote(c byte) bool { return c == '\'' || c == '"' }

// quoted is the length of the string that a text begins with, with its quotes, or 0 where it has no end.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return 0
}

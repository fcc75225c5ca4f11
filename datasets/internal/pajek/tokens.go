package pajek

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/lines"
)

// token is a word, a number, a text in quotes or an interval in brackets.
type token struct {
	text   string
	quoted bool
}

// isNumber says whether a token is a number of the format, and no text.
func (t token) isNumber() bool {
	_, err := strconv.ParseFloat(t.text, 64)
	return err == nil && !t.quoted
}

func (t token) isInterval() bool { return !t.quoted && strings.HasPrefix(t.text, "[") }

// tokensOf cuts the last line into tokens.
func tokensOf(tokens []token, text *lines.Reader) ([]token, error) {
	for rest := text.Line; ; {
		rest = strings.TrimLeft(rest, " \t")
		var end int
		switch {
		case rest == "":
			return tokens, nil
		case rest[0] == '"':
			if end = closing(rest); end < 0 {
				return nil, text.Errorf("a text without its closing quote")
			}
			tokens, rest = append(tokens, token{unescape(rest[1:end]), true}), rest[end+1:]
			continue
		case rest[0] == '[':
			if end = strings.IndexByte(rest, ']') + 1; end == 0 {
				return nil, text.Errorf("an interval without its closing bracket")
			}
		default:
			if end = strings.IndexAny(rest, " \t"); end < 0 {
				end = len(rest)
			}
		}
		tokens, rest = append(tokens, token{text: rest[:end]}), rest[end:]
	}
}

// closing is where the quote closes that a text begins with, or −1: the first one with a blank after it, as tools write
// quotes inside a text as they are.
func closing(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] == '"' && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t') {
			return i
		}
	}
	return -1
}

// sign is a sign by its number in Unicode, as Pajek and igraph write it.
var sign = regexp.MustCompile("&#[0-9]{1,7};")

// unescape resolves signs by their numbers, and the backslash that older versions of igraph put before a quote.
func unescape(text string) string {
	if strings.Contains(text, "&#") {
		text = sign.ReplaceAllStringFunc(text, html.UnescapeString)
	}
	return strings.ReplaceAll(text, `\"`, `"`)
}

package pyliteral

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// letters are what a letter stands for after a backslash.
var letters = map[byte]byte{
	'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// digits are how many hexadecimal digits follow a letter after a backslash.
var digits = map[byte]int{'x': 2, 'u': 4, 'U': 8}

// unquote resolves the backslashes in a string. repr writes no octal numbers and no names of signs.
func unquote(text string) (string, error) {
	if !strings.Contains(text, `\`) {
		return text, nil
	}
	var s strings.Builder
	for {
		before, after, found := strings.Cut(text, `\`)
		s.WriteString(before)
		if !found {
			return s.String(), nil
		}
		kind := after[0] // quoted has seen to it that a sign follows
		text = after[1:]
		if letter, ok := letters[kind]; ok {
			s.WriteByte(letter)
			continue
		}
		n := digits[kind]
		if n == 0 || n > len(text) {
			return "", fmt.Errorf(`\%c in a string is none of Python's escapes`, kind)
		}
		code, err := strconv.ParseUint(text[:n], 16, 32)
		if err != nil || !utf8.ValidRune(rune(code)) {
			return "", fmt.Errorf(`\%c%s in a string is no sign`, kind, text[:n])
		}
		s.WriteRune(rune(code))
		text = text[n:]
	}
}

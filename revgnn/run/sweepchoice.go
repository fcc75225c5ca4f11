package run

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Choice is a value of one of the fields that a sweep goes over.
type Choice struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// sweepName is a directory's name for choices: text that a shell takes as one word and any system as a name, and
// another one for other choices.
func sweepName(choices []Choice, seed uint64) string {
	var words []string
	for _, c := range choices {
		words = append(words, fileSafe(c.Field)+"="+fileSafe(c.Value))
	}
	name := strings.Join(words, ",")
	const most = 200 // bytes; Linux and macOS take 255
	if len(name) > most {
		h := fnv.New64a()
		h.Write([]byte(name))
		cut := most
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = fmt.Sprintf("%s...%016x", name[:cut], h.Sum64())
	}
	return strings.TrimPrefix(fmt.Sprintf("%s,seed=%d", name, seed), ",")
}

// fileSafe keeps letters, digits, points, signs and hyphens, writes a blank as _, and the rest as %XX by byte.
func fileSafe(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch plain := unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(".+-", r); {
		case r == ' ':
			b.WriteByte('_')
		case plain && (r != utf8.RuneError || size > 1):
			b.WriteString(text[i : i+size])
		default:
			for _, c := range []byte(text[i : i+size]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
		i += size
	}
	return b.String()
}

// valueOf is the value of a field; "" where it is left out.
func valueOf(choices []Choice, field string) string {
	for _, c := range choices {
		if c.Field == field {
			return c.Value
		}
	}
	return ""
}

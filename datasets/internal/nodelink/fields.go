package nodelink

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// field is an attribute of a node or an edge.
type field struct {
	name string
	raw  json.RawMessage // its value as it is written
	from string          // the object that it was inside of, such as data; "" for the element's own
}

// fieldsOf lists what is in an object, which must be valid JSON. What is in an object of the name inside is listed as
// well, in its place.
func fieldsOf(raw json.RawMessage, fields []field, inside string) ([]field, error) {
	if raw[0] != '{' {
		return fields, errors.New("no object")
	}
	for at := skipSpace(raw, 1); raw[at] != '}'; {
		end := endOf(raw, at)
		name, _ := textOf(raw[at:end])
		at = skipSpace(raw, skipSpace(raw, end)+1) // past the ':'
		end = endOf(raw, at)
		value := raw[at:end]
		if at = skipSpace(raw, end); raw[at] == ',' {
			at = skipSpace(raw, at+1)
		}
		if inside == "" || name != inside || value[0] != '{' {
			fields = append(fields, field{name: name, raw: value})
			continue
		}
		first := len(fields)
		fields, _ = fieldsOf(value, fields, "")
		for i := range fields[first:] {
			fields[first+i].from = inside
		}
	}
	return fields, nil
}

func skipSpace(raw []byte, at int) int {
	for raw[at] == ' ' || raw[at] == '\n' || raw[at] == '\t' || raw[at] == '\r' {
		at++
	}
	return at
}

// endOf is where the value ends that begins at a place of valid JSON.
func endOf(raw []byte, at int) int {
	depth, inString := 0, false
	for ; ; at++ {
		switch c := raw[at]; {
		case inString && c == '\\':
			at++
		case inString || c == '"':
			inString = inString != (c == '"')
			if !inString && depth == 0 {
				return at + 1
			}
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth <= 0 {
				return at + 1 + depth // of a number before the end of its object: not the end itself
			}
		case depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\t' || c == '\r'):
			return at
		}
	}
}

// find is the value of a field; nil where there is none.
func find(fields []field, names ...string) json.RawMessage {
	for _, name := range names {
		for _, f := range fields {
			if f.name == name && f.raw[0] != 'n' {
				return f.raw
			}
		}
	}
	return nil
}

// isTrue reads a truth value, which may be a number or in quotes.
func isTrue(raw json.RawMessage) bool {
	switch text, _ := textOf(raw); text {
	case "", "false", "False", "0":
		return false
	}
	return true
}

// textOf is a value as a column has it. why says that it is none of a column.
func textOf(raw json.RawMessage) (text string, why string) {
	if len(raw) == 0 {
		return "", ""
	}
	switch raw[0] {
	case '"':
		inside := raw[1 : len(raw)-1]
		if bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
			return string(inside), ""
		}
		if err := json.Unmarshal(raw, &text); err != nil {
			return string(raw), ""
		}
		return text, ""
	case 'n':
		return "", ""
	case '{', '[':
		var compact bytes.Buffer
		if err := json.Compact(&compact, raw); err != nil {
			return string(raw), "nested values"
		}
		return compact.String(), map[byte]string{'{': "nested values", '[': "lists"}[raw[0]]
	}
	return string(raw), ""
}

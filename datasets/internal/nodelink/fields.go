package nodelink

import (
	"bytes"
	"encoding/json"
	"errors"
)

// field is an attribute of a node or an edge.
type field struct {
	name string
	raw  json.RawMessage // its value as it is written
	from string          // the object that it was inside of, such as data; "" for the element's own
}

// fieldsOf lists what is in an object. What is in one of the objects that are named inside is listed as well.
func fieldsOf(raw json.RawMessage, fields []field, inside ...string) ([]field, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return fields, errors.New("no object")
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return fields, err
		}
		f := field{}
		f.name, _ = token.(string)
		if err := decoder.Decode(&f.raw); err != nil {
			return fields, err
		}
		for _, name := range inside {
			if name == f.name && f.raw[0] == '{' {
				first := len(fields)
				if fields, err = fieldsOf(f.raw, fields); err != nil {
					return fields, err
				}
				for i := range fields[first:] {
					fields[first+i].from = name
				}
				f.raw = nil
			}
		}
		if f.raw != nil {
			fields = append(fields, f)
		}
	}
	return fields, nil
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

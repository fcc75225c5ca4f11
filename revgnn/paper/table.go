package paper

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/table"
)

// String is the table as text.
func (e *Experiment) String() string { return e.Table().String() }

// Table lists the options: each that is in use, its value and where that comes from.
func (e *Experiment) Table() table.Table {
	t := table.Table{Title: e.Name, Columns: []string{"option", "value", "source"},
		Note: strings.TrimSpace("Where no source is named: " + e.preset.source + ". " + e.preset.note)}
	standard := e.preset.settings
	if e.small {
		t.Title += ", small"
		standard = standard.small()
	}
	names, values := e.fields()
	_, own := e.preset.settings.fields()
	_, usual := standard.fields()
	for _, name := range names {
		o := origin{name: name, value: values[name], published: own[name],
			changed: slices.Contains(e.changed, name) || values[name] != usual[name]}
		if o.value == "" && o.published == "" {
			continue
		}
		t.Rows = append(t.Rows, []string{name, orNone(o.value), o.source(e.preset)})
	}
	result, exact := e.Published()
	if text := result.String(); text != "" {
		if !exact {
			text += ", with the preset's options"
		}
		t.Rows = append(t.Rows, []string{"published test", text, result.Source})
	}
	return t
}

// origin is an option's value in an experiment and in its preset; "" for one that is off.
type origin struct {
	name, value, published string
	changed                bool // by the user
}

// source says where the value comes from; "" where the preset's own source tells.
func (o origin) source(p preset) string {
	switch {
	case o.changed:
		return "yours; the preset has " + orNone(o.published)
	case o.value != o.published:
		return "small; the preset has " + orNone(o.published)
	case o.name == seedName:
		return fromOurs
	}
	return p.sources[o.name]
}

// orNone is a value for readers.
func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

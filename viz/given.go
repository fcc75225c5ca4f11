package viz

import (
	"reflect"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// absent reports whether v is nil, a nil pointer, whose methods would fail, or a nil function.
func absent(v any) bool {
	if v == nil {
		return true
	}
	p := reflect.ValueOf(v)
	return (p.Kind() == reflect.Pointer || p.Kind() == reflect.Func) && p.IsNil()
}

// present are those that are not nil, as what the figure reads of them.
func present[I, R any](given []R) (list []I) {
	for _, r := range given {
		if !absent(r) {
			list = append(list, any(r).(I))
		}
	}
	return list
}

// noted is a run that says what is left out of its record, such as a last line that was cut short.
type noted interface{ Note() string }

// withNotes adds what the runs leave out to the subtitle.
func (f *Figure) withNotes(runs ...run.Recorded) *Figure {
	for _, r := range runs {
		if absent(r) {
			continue
		}
		if n, ok := r.(noted); ok && n.Note() != "" {
			note := n.Note()
			if len(runs) > 1 {
				note = r.Label() + ": " + note
			}
			f.Subtitle = sentences(f.Subtitle, note)
		}
	}
	return f
}

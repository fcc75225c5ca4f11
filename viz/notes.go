package viz

// noted is a run that says what is left out of its record, such as a last line that was cut short.
type noted interface{ Note() string }

// withNotes adds what the runs leave out to the subtitle.
func (f *Figure) withNotes(runs ...Recorded) *Figure {
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

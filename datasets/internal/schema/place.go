package schema

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// place is where a text stands in a file; text "" is nowhere.
type place struct {
	file, noun string // the file's path, and what its format calls a column
	column     string
	line       int // 0 where that is not known
	text       string
}

// kept is the place with a text of its own, which stays when the reader goes on.
func (p place) kept() place {
	p.text = strings.Clone(p.text)
	return p
}

// errorf is an error about a place.
func (p place) errorf(format string, values ...any) error {
	where := p.file
	if p.line > 0 {
		where = fmt.Sprintf("%s line %d", p.file, p.line)
	}
	return fmt.Errorf("%s: %s %q: %w", where, p.noun, clip(p.column), fmt.Errorf(format, values...))
}

// clip shortens a text of a file for an error.
func clip(text string) string { return files.Clip(text) }

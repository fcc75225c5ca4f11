package schema

import (
	"fmt"
	"strings"
)

// place is where a text stands in a file; text "" is nowhere.
type place struct {
	table  *Table
	column string
	line   int
	text   string
}

// numbers is how the numbers of one file are written. A file has one sign before decimals.
type numbers struct {
	decimal   byte // '.' or ','
	decided   bool // by the user, or by a first reading
	thousands bool // a comma that may separate thousands does

	point     place // the first number that only a decimal point explains
	ambiguous place // the first number that both explain: 1,234
}

func newNumbers(choice Choice) *numbers {
	if choice.Decimal == ',' {
		return &numbers{decimal: ',', decided: true}
	}
	return &numbers{decimal: '.', decided: choice.Decimal != 0}
}

// parse reads a number of a column. It returns [ErrDecimalComma] for one that only a decimal comma explains, where the
// file has no number yet that only a decimal point does.
func (n *numbers) parse(c *column, text string, line int) (value float64, how form, ok bool, err error) {
	value, how, ok = parseNumber(text, n.decimal)
	if n.decided {
		return value, how, ok, nil
	}
	here := func() place { return place{c.table, c.name, line, text} }
	switch {
	case !ok && n.point.text == "" && strings.IndexByte(text, ',') >= 0:
		if _, _, comma := parseNumber(text, ','); comma {
			return 0, plain, false, ErrDecimalComma
		}
	case ok && how == ambiguous && n.ambiguous.text == "" && strings.IndexByte(text, ',') >= 0:
		n.ambiguous = here()
	case ok && n.point.text == "" && strings.IndexByte(text, '.') >= 0:
		if _, _, comma := parseNumber(text, ','); !comma {
			n.point = here()
		}
	}
	return value, how, ok, nil
}

// check refuses a file whose numbers may mean two things.
func (n *numbers) check() error {
	if n.decided || n.thousands || n.point.text != "" || n.ambiguous.text == "" {
		return nil
	}
	return n.ambiguous.errorf("%q may have decimals or thousands after its comma, and no other number of the file "+
		"tells; say which by WithDecimal(',') or WithDecimal('.')", n.ambiguous.text)
}

// errorf is an error about a place.
func (p place) errorf(format string, values ...any) error {
	return p.table.errorf(p.column, p.line, format, values...)
}

// errorf is an error about a column's value in a line.
func (t *Table) errorf(column string, line int, format string, values ...any) error {
	where := t.File
	if line > 0 {
		where = fmt.Sprintf("%s line %d", t.File, line)
	}
	return fmt.Errorf("%s: %s %q: %w", where, t.noun, clip(column), fmt.Errorf(format, values...))
}

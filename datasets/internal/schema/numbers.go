package schema

import (
	"errors"
	"strings"
)

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

// ErrDecimalComma is what a method of [Reading] returns for a number that can only be read with a decimal comma, where
// the choice leaves that open: read the file anew with Choice.Decimal ','.
var ErrDecimalComma = errors.New("numbers with a decimal comma")

// parse reads a number in its place. It returns [ErrDecimalComma] for one that only a decimal comma explains, where the
// file has no number yet that only a decimal point does.
func (n *numbers) parse(at place) (value float64, how form, ok bool, err error) {
	text := at.text
	value, how, ok = parseNumber(text, n.decimal)
	if n.decided {
		return value, how, ok, nil
	}
	switch {
	case !ok && n.point.text == "" && strings.IndexByte(text, ',') >= 0:
		if _, _, comma := parseNumber(text, ','); comma {
			return 0, plain, false, ErrDecimalComma
		}
	case ok && how == ambiguous && n.ambiguous.text == "" && strings.IndexByte(text, ',') >= 0:
		n.ambiguous = at.kept()
	case ok && n.point.text == "" && strings.IndexByte(text, '.') >= 0:
		if _, _, comma := parseNumber(text, ','); !comma {
			n.point = at.kept()
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

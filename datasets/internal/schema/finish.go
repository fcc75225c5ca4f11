package schema

import (
	"fmt"
	"strings"
	"unicode"
)

// finish decides what the column is now that its values are known, or refuses those that it can't be read from.
func (c *column) finish() error {
	if c.guessed {
		if err := c.decide(); err != nil {
			return err
		}
	}
	if c.keeps == days && len(c.missing) == c.rows {
		return c.table.errorf(c.name, 0, "it has no date in any row")
	}
	if c.keeps == days || c.keeps == integers && c.dates != nil {
		if err := c.finishDates(); err != nil {
			return err
		}
	}
	if c.percents > 0 && c.percents < c.numbers && c.role != LeftOut {
		return c.table.errorf(c.name, 0, "%d of %d numbers have a percent sign; write all or none with it", c.percents,
			c.numbers)
	}
	if c.keeps == floats && c.role != LeftOut {
		c.describeNumbers()
	}
	return nil
}

// decide makes a column of numbers a feature, and leaves out one of words. A column of numbers with a few words is an
// error: it may be a feature with mistakes.
func (c *column) decide() error {
	leave := func(note string) { c.role, c.keeps, c.note, c.floats = LeftOut, nothing, note, nil }
	switch {
	case c.numbers == 0 && c.unread == 0:
		leave("it has no value in any row")
	case c.unread == 0:
	case c.numbers >= c.unread:
		return c.first.errorf("%q is not a number, as %d of %d values of the %s are%s", clip(c.first.text), c.numbers,
			c.numbers+c.unread, c.table.noun, c.correct())
	case c.stated.Kind == Text && c.numbers == 0 && c.looksNumeric():
		leave("the file declares it as text; WithNodeFeatures or WithEdgeFeatures reads it as numbers")
	case strings.ContainsFunc(c.first.text, isCurrency):
		leave(fmt.Sprintf("amounts of money, such as %q; write them without the sign to make a feature of them",
			clip(c.first.text)))
	case isDate(c.first.text):
		leave("dates; WithDates makes days since 1970 of them")
	default:
		leave("words; WithCategories makes a feature of each of them")
	}
	return nil
}

func isCurrency(r rune) bool { return unicode.Is(unicode.Sc, r) }

// looksNumeric says whether the first value that could not be read looks like a number all the same.
func (c *column) looksNumeric() bool {
	_, _, ok := parseNumber(c.first.text, c.table.signs.decimal)
	return ok
}

// finishDates takes the layout that fits all dates.
func (c *column) finishDates() error {
	if one, other := c.dates.differ(); one != "" {
		return c.table.errorf(c.name, 0, "its dates may be written as %q or as %q; say which by "+
			"WithDateLayout", one, other)
	}
	const secondsPerDay = 24 * 60 * 60
	next, lacking := 0, c.missing
	for row := range c.rows {
		if len(lacking) > 0 && lacking[0] == int32(row) {
			lacking = lacking[1:]
			continue
		}
		second := c.dates.seconds[0][next]
		next++
		if c.keeps == integers {
			c.integers[row] = second
		} else {
			c.floats[row] = float32(float64(second) / secondsPerDay)
		}
	}
	c.note = "dates, as days since 1970"
	if c.keeps == integers {
		c.note = "dates, as seconds since 1970"
	}
	return nil
}

// describeNumbers notes how the numbers were written.
func (c *column) describeNumbers() {
	var notes []string
	if c.note != "" {
		notes = append(notes, c.note)
	}
	if c.numbers > 0 && c.truths == c.numbers {
		notes = append(notes, "yes is 1, no is 0")
	}
	if c.percents > 0 {
		notes = append(notes, "percent, divided by 100")
	}
	if c.groups > 0 {
		notes = append(notes, "with separators of thousands")
	}
	if c.table.signs.decimal == ',' && c.truths < c.numbers {
		notes = append(notes, "with a decimal comma")
	}
	c.note = strings.Join(notes, "; ")
}

// count is a number with a noun in its singular or plural.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

package schema

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// collects is what is kept of a column's values.
type collects int

const (
	nothing collects = iota
	floats
	integers
	days
	allWords
)

// column is a column of a table, and what its rows have told so far.
type column struct {
	table   *origin
	name    string
	stated  Stated
	given   *Given // nil where the user did not give it a role
	role    Role
	guessed bool   // the role is that of numbers, and becomes LeftOut where the values are words
	note    string // for the report
	taken   bool   // the reader itself has taken it; the user can't give it another role
	keeps   collects

	rows                int
	floats              []float32 // NaN for none
	integers            []int64
	dates               *dates
	words               words
	numbers, percents   int // how many values are numbers, and numbers with a percent sign
	truths, groups      int
	unread              int     // values that are no numbers, in a column of a guessed role
	missing             []int32 // the rows without a value
	firstMissing, first place   // the first row without a value, and the first value that could not be read
}

// add takes in the value of a row.
func (c *column) add(text string, line int) error {
	if text == "" {
		text = c.stated.Default
	}
	text = strings.TrimSpace(text)
	c.rows++
	if c.keeps == nothing {
		return nil
	}
	if c.table.choice.isMissing(text) {
		c.lacks(text, line)
		return nil
	}
	switch c.keeps {
	case allWords:
		c.words.add(text)
		return nil
	case integers:
		return c.addInteger(text, line)
	case days:
		if !c.dates.add(text) {
			return c.table.errorf(c.name, line, "%q is no date, or is written in another way than those before; "+
				"correct "+
				"it, or say how dates are written by WithDateLayout(\"02.01.2006\")", clip(text))
		}
		c.floats = append(c.floats, 0)
		return nil
	}
	return c.addNumber(text, line)
}

// lacks takes in a row without a value.
func (c *column) lacks(text string, line int) {
	if c.missing == nil {
		c.firstMissing = c.table.place(c.name, line, text).kept()
	}
	c.missing = append(c.missing, int32(c.rows-1))
	switch c.keeps {
	case floats, days:
		if c.unread == 0 {
			c.floats = append(c.floats, float32(math.NaN()))
		}
	case integers:
		c.integers = append(c.integers, 0)
	case allWords:
		c.words.none()
	}
}

func (c *column) addNumber(text string, line int) error {
	if c.guessed && c.stated.Kind == Text { // what the file declares as words is no number, whatever it looks like
		c.refuse(text, line)
		return nil
	}
	value, how, ok, err := c.table.signs.parse(c.table.place(c.name, line, text))
	if err != nil && (!c.guessed || c.unread == 0) {
		return err
	}
	if !ok && c.guessed && c.stated.Kind != Number {
		c.refuse(text, line)
		return nil
	}
	if !ok {
		return c.table.errorf(c.name, line, "%q is not a number%s", clip(text), c.correct())
	}
	c.numbers++
	switch how {
	case percent:
		c.percents++
	case truth:
		c.truths++
	case grouped, ambiguous:
		c.groups++
	}
	if c.unread > 0 {
		return nil
	}
	if math.Abs(value) > math.MaxFloat32 {
		return c.table.errorf(c.name, line, "%q is not a finite float32%s", clip(text), c.correct())
	}
	c.floats = append(c.floats, float32(value))
	return nil
}

// refuse counts a value that is no number. The numbers before it are not kept: a column with both is no feature.
func (c *column) refuse(text string, line int) {
	if c.unread == 0 {
		c.first, c.floats = c.table.place(c.name, line, text).kept(), nil
	}
	c.unread++
}

// correct says what a user can do about a value that can't be read.
func (c *column) correct() string {
	advice := "; correct it"
	if c.table.choice.MissingWords == nil {
		advice += ", name it by WithMissingWords where it stands for no value,"
	}
	if c.given != nil {
		return advice + fmt.Sprintf(" or leave the %s out of %s", c.table.noun, c.given.Option)
	}
	return advice + fmt.Sprintf(" or leave the %s out by WithoutColumns(%q)", c.table.noun, clip(c.name))
}

// addInteger reads a time: a whole number, or a date as seconds since 1970.
func (c *column) addInteger(text string, line int) error {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		if value, _, ok := parseNumber(text, '.'); ok && value == math.Trunc(value) && math.Abs(value) < 1<<53 {
			number, err = int64(value), nil // 2015.0 as well
		}
	}
	if err == nil && c.dates == nil {
		c.integers = append(c.integers, number)
		return nil
	}
	if c.dates == nil && len(c.integers) == len(c.missing) {
		c.dates = newDates(c.table.choice.DateLayout)
	}
	if c.dates == nil || !c.dates.add(text) {
		return c.table.errorf(c.name, line, "%q is no time, which is a whole number or a "+
			"date%s", clip(text), c.correct())
	}
	c.integers = append(c.integers, 0)
	return nil
}

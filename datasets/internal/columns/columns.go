package columns

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// numberColumn is a column of features. One that nobody asked for is passed over when its first value is no number.
type numberColumn struct {
	option   string // what chooses features, for errors
	declared bool   // the file says that it holds numbers
	kind     columnKind
	empty    int // the first line without a value
	values   []float32
}

type columnKind int

const (
	undecided columnKind = iota
	ofNumbers
	ofWords
)

func (c *numberColumn) add(field string, line int) error {
	value, ok := parseFeature(field)
	if c.kind == undecided && field != "" {
		c.kind = ofWords
		if ok || c.declared {
			c.kind = ofNumbers
		}
	}
	if field == "" && c.empty == 0 {
		c.empty = line
	}
	switch {
	case c.kind != ofNumbers:
		return nil
	case c.empty == line:
		return fmt.Errorf("no value, want a number; give one, or choose the features by %s", c.option)
	case c.empty != 0:
		return fmt.Errorf("a number, but line %d has none; give one there, or choose the features by %s", c.empty,
			c.option)
	case !ok:
		return fmt.Errorf("%q is not a number; correct it, or choose the features by %s", files.Clip(field), c.option)
	case !arrays.IsFinite(value):
		return fmt.Errorf("%q is not a finite float32; correct it, or choose the features by %s", files.Clip(field),
			c.option)
	}
	c.values = append(c.values, value)
	return nil
}

// parseFeature reads a number, or a truth value as 0 or 1. A number beyond float32's range is infinite.
func parseFeature(field string) (float32, bool) {
	switch {
	case strings.EqualFold(field, "true"):
		return 1, true
	case strings.EqualFold(field, "false"):
		return 0, true
	}
	value, err := strconv.ParseFloat(field, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, false
	}
	return float32(value), true
}

// wordColumn is a column of names: of classes, or of species.
type wordColumn struct {
	required bool
	index    map[string]int32
	names    []string // by first appearance
	values   []int32  // for each row its place in names, −1 for none
}

// add takes in a name. An empty field, −1 and nan are none.
func (c *wordColumn) add(field string, _ int) error {
	if field == "" || field == "-1" || strings.EqualFold(field, "nan") {
		if c.required {
			return fmt.Errorf("%q, want a name or a number; give each node one, or the %s", field, columnElse)
		}
		c.values = append(c.values, -1)
		return nil
	}
	value, ok := c.index[field]
	if !ok {
		if c.index == nil {
			c.index = map[string]int32{}
		}
		value = int32(len(c.names))
		field = strings.Clone(field) // or it would hold on to its line
		c.index[field] = value
		c.names = append(c.names, field)
	}
	c.values = append(c.values, value)
	return nil
}

const columnElse = "column another name"

// sorted numbers the names from 0 in ascending order, by their values where all names are finite numbers, so that 3 and
// 3.0 are one name; else by their letters.
func (c *wordColumn) sorted() (values []int32, names []string) {
	numbers := make([]float64, len(c.names))
	areNumbers := true
	for i, name := range c.names {
		number, err := strconv.ParseFloat(name, 64)
		areNumbers = areNumbers && err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
		numbers[i] = number
	}
	compare := func(a, b int32) int { return strings.Compare(c.names[a], c.names[b]) }
	if areNumbers {
		compare = func(a, b int32) int { return cmp.Compare(numbers[a], numbers[b]) }
	}
	order := make([]int32, len(c.names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, compare)
	rank := make([]int32, len(c.names))
	for i, name := range order {
		if i == 0 || compare(order[i-1], name) != 0 {
			names = append(names, c.names[name])
		}
		rank[name] = int32(len(names) - 1)
	}
	for row, value := range c.values {
		if value >= 0 {
			c.values[row] = rank[value]
		}
	}
	return c.values, names
}

// numbers is the names themselves where all are whole numbers, else their places in ascending order.
func (c *wordColumn) numbers() []int32 {
	values, names := c.sorted()
	numbers := make([]int32, len(names))
	for i, name := range names {
		number, err := strconv.ParseInt(name, 10, 32)
		if err != nil {
			return values
		}
		numbers[i] = int32(number)
	}
	for row, value := range values {
		values[row] = numbers[value]
	}
	return values
}

type yearColumn struct{ values []int32 }

func (c *yearColumn) add(field string, _ int) error {
	year, err := strconv.ParseFloat(field, 64) // 2015.0 as well
	if err != nil || year != math.Trunc(year) || math.Abs(year) > math.MaxInt32 {
		return fmt.Errorf("%q is not a year; give each node a whole number, or the %s", files.Clip(field), columnElse)
	}
	c.values = append(c.values, int32(year))
	return nil
}

type splitColumn struct {
	rows  int32
	nodes arrays.Split
}

func (c *splitColumn) add(field string, _ int) error {
	node := c.rows
	c.rows++
	word := strings.ToLower(field)
	switch word {
	case "":
		return nil
	case "val", "validation":
		word = arrays.SplitNames[1]
	}
	split := slices.Index(arrays.SplitNames[:], word)
	if split < 0 {
		return fmt.Errorf("%q is no split; want train, valid (or val), test or nothing", files.Clip(field))
	}
	c.nodes[split] = append(c.nodes[split], node)
	return nil
}

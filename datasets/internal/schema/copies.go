package schema

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// aLabel is the note of a column that has the name of a label beside the one to predict.
const aLabel = "by its name it is a label, which is no input"

// leaveOutCopies makes no input of a column that copies what is to be predicted. Columns that the user named as
// features stay; categories that copy the class are an error, as it is rather by mistake that they are named.
func (r *Result) leaveOutCopies(t *Table) error {
	for _, c := range t.columns {
		if c.role == CategoryRole && r.Classes != nil && copiesClassByWords(c.words.rows, r.Classes) {
			return t.errorf(c.name, 0, "it copies the class, which could be read off it: each class has one word; "+
				"leave the %s "+
				"out by WithoutColumns(%q)", t.noun, clip(c.name))
		}
		if c.note == MayBeTarget && (r.Classes != nil || len(r.OutputNames) > 0) {
			c.leaveOut(aLabel)
		}
		if !c.guessed || c.role != FeatureRole {
			continue
		}
		if r.Classes != nil {
			if copies, one := copiesClass(c.floats, r.Classes); copies {
				c.leaveOut("it copies the class: each class has one number")
			} else if one >= 0 {
				c.leaveOut(fmt.Sprintf("it copies the class: it tells %q from all others", clip(r.ClassNames[one])))
			}
		}
		for label, name := range r.OutputNames {
			if c.role == FeatureRole && (copiesTask(c.floats, r.Tasks, label) || copiesValue(c.floats, r.Values,
				label)) {
				c.leaveOut(fmt.Sprintf("it copies %q, which is to be predicted", clip(name)))
			}
		}
	}
	return nil
}

func (c *column) leaveOut(why string) {
	c.role, c.note, c.floats = LeftOut, why+"; WithNodeFeatures takes it all the same", nil
}

// byChance is how many labelled nodes a column must have beyond the classes before it is no chance that two numbers
// tell one class from all others: it happens once in 2 to this power.
const byChance = 10

// copiesClass says whether a number and a class tell each other, in a column that repeats itself. one is a class that a
// column of two numbers tells from all others, or −1.
func copiesClass(numbers []float32, classes []int32) (copies bool, one int32) {
	classOf, numberOf, labelled := map[float32]int32{}, map[int32]float32{}, 0
	const several = -1
	for row, number := range numbers {
		class := classes[row]
		if class < 0 || number != number {
			continue
		}
		labelled++
		if seen, ok := numberOf[class]; ok && seen != number {
			return false, -1
		}
		numberOf[class] = number
		if seen, ok := classOf[number]; ok && seen != class {
			class = several
		}
		classOf[number] = class
	}
	if len(classOf) < 2 || labelled <= len(classOf) {
		return false, -1
	}
	one, tells := -1, 0
	for _, class := range classOf {
		if class != several {
			one = class
			tells++
		}
	}
	switch {
	case tells == len(classOf):
		return true, -1
	case len(classOf) == 2 && labelled >= len(numberOf)+byChance:
		return false, one
	}
	return false, -1
}

// copiesClassByWords says whether the words of categories and a class tell each other, in more rows than can be chance.
func copiesClassByWords(words, classes []int32) bool {
	numbers, labelled, most := make([]float32, len(words)), 0, int32(0)
	for row, word := range words {
		numbers[row] = float32(word)
		if word < 0 {
			numbers[row] = float32(math.NaN())
		} else if classes[row] >= 0 {
			labelled++
		}
		most = max(most, classes[row]+1)
	}
	copies, _ := copiesClass(numbers, classes)
	return copies && labelled >= int(most)+byChance
}

// copiesTask says whether a column is a task or its opposite by two numbers, wherever that is labelled.
func copiesTask(numbers []float32, tasks arrays.Matrix, label int) bool {
	if tasks.Cols == 0 {
		return false
	}
	classes := make([]int32, len(numbers))
	for row := range numbers {
		if classes[row] = -1; !arrays.IsNaN(tasks.Row(row)[label]) {
			classes[row] = int32(tasks.Row(row)[label])
		}
	}
	copies, _ := copiesClass(numbers, classes)
	return copies
}

// copiesValue says whether a column is a value to predict, wherever that is known, or in other units: a number for each
// 1, and a number for 0.
func copiesValue(numbers []float32, values arrays.Matrix, label int) bool {
	if values.Cols == 0 {
		return false
	}
	same, labelled := true, 0
	var x, y, xx, yy, xy float64 // sums
	for row, number := range numbers {
		v := values.Row(row)[label]
		if v != v || number != number {
			continue
		}
		labelled++
		same = same && v == number
		a, b := float64(number), float64(v)
		x, y, xx, yy, xy = x+a, y+b, xx+a*a, yy+b*b, xy+a*b
	}
	if same || labelled < byChance {
		return same && labelled > 1
	}
	n := float64(labelled)
	ofX, ofY := n*xx-x*x, n*yy-y*y
	const rounding = 1e-6 // of the numbers of a text
	return ofX > 0 && ofY > 0 && math.Abs(n*xy-x*y) >= (1-rounding)*math.Sqrt(ofX*ofY)
}

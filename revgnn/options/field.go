package options

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Options is a struct of options: *Network, *Training, *Evaluation or *Solver.
type Options interface {
	// kind is the family or the method, which decides what an option of it means; "" where there is none.
	kind() string
}

// Field is one option of a struct under its name. Setting it changes the struct.
type Field struct {
	Name string
	of   Options
	tag  reflect.StructTag
	part bool // it is part of another option, which checks it
	get  func() any
	set  func(value any) error // the error says what the option takes
}

// Fields lists the options of structs, in the order in which a table shows them. The options of a Network's solvers are
// not among them but for "iterations", the most evaluations of both.
func Fields(of ...Options) []Field {
	var list []Field
	for _, o := range of {
		v := reflect.ValueOf(o).Elem()
		for i := range v.NumField() {
			f := fieldOf(o, v.Type().Field(i), v.Field(i))
			list = append(list, f)
			if more, ok := o.(interface{ behind(name string) []Field }); ok {
				list = append(list, more.behind(f.Name)...)
			}
		}
	}
	return list
}

// Find is the option of that name in structs. The error has the nearest names.
func Find(name string, in ...Options) (Field, error) {
	list := Fields(in...)
	if i := slices.IndexFunc(list, func(f Field) bool { return f.Name == name }); i >= 0 {
		return list[i], nil
	}
	return Field{}, fmt.Errorf("there is no option %q; %s", name, Nearest(name, Names(in...)))
}

// Names lists the names of the options of structs, each once.
func Names(of ...Options) []string {
	var names []string
	for _, f := range Fields(of...) {
		if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

// Value is the option as it is.
func (f Field) Value() any { return f.get() }

// Means tells whether the option has a meaning for the struct's family or method.
func (f Field) Means() bool {
	kinds := f.tag.Get("for")
	return kinds == "" || slices.Contains(strings.Fields(kinds), f.of.kind())
}

// Free tells whether the option may change when a run is gone on with.
func (f Field) Free() bool { return f.tag.Get("resume") == "free" }

// Set changes the option. A whole number may be given as any type of number that holds it exactly, a word as any type
// of string, a list of numbers as any slice of them, and a solver as what has a method Option that gives its options.
// The error says what the option takes, and of words which was perhaps meant.
func (f Field) Set(value any) error {
	err := f.set(value)
	if err == nil {
		return nil
	}
	err = fmt.Errorf("the option %q takes %w, not %s", f.Name, err, quoted(value))
	if v := reflect.ValueOf(value); v.IsValid() && v.Kind() == reflect.String {
		if near := nearest(v.String(), wordsOf(f.tag.Get("oneof"))); len(near) > 0 {
			return fmt.Errorf("%w; %s", err, didYouMean(near))
		}
	}
	return err
}

// String is the option for readers; "" for one that is off or has no meaning.
func (f Field) String() string {
	if !f.Means() {
		return ""
	}
	if v := reflect.ValueOf(f.get()); v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	switch v := f.get().(type) {
	case bool:
		if v {
			return "yes"
		}
		return ""
	case uint64: // a seed, which may be 0
		return strconv.FormatUint(v, 10)
	case []string:
		return strings.Join(v, ", ")
	case []float64:
		return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(v), "[]")), ", ")
	case int, float64:
		if text := fmt.Sprint(v); !reflect.ValueOf(v).IsZero() && text != f.tag.Get("off") {
			return text
		}
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// fieldOf makes the Field of a field of a struct.
func fieldOf(of Options, field reflect.StructField, v reflect.Value) Field {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	f := Field{Name: name, of: of, tag: field.Tag, get: v.Interface}
	numbers := intervalOf(field.Tag.Get("range"))
	words := wordsOf(field.Tag.Get("oneof"))
	f.set = func(value any) error {
		given := reflect.ValueOf(value)
		switch to := v.Addr().Interface().(type) {
		case *int:
			return setWhole(to, given, numbers)
		case *uint64:
			return setWhole(to, given, interval{least: 0, most: math.Inf(1), least0: true})
		case *float64:
			return setNumber(to, given, numbers)
		case *bool:
			return setTo(to, value, "true or false")
		case *[]string:
			return setTo(to, value, "a list of names")
		case *[]float64:
			return setNumbers(to, given, numbers)
		case *Operator:
			return setTo(to, value, "an operator such as conv.GEN(), or the name of one")
		case *Named:
			return setNamed(to, value, words)
		}
		if v.Kind() == reflect.Pointer {
			return setPointer(v, given, field.Tag.Get("takes"))
		}
		if !given.IsValid() || given.Kind() != reflect.String {
			return fmt.Errorf("%s", takesWords(words))
		}
		if len(words) == 0 || slices.Contains(words, given.String()) {
			v.SetString(given.String())
			return nil
		}
		return fmt.Errorf("%s", takesWords(words))
	}
	return f
}

// setWhole sets a whole number.
func setWhole[T int | uint64](to *T, given reflect.Value, in interval) error {
	takes := fmt.Errorf("a whole number of at least %g", in.least)
	var n T
	exact := false
	switch {
	case !given.IsValid():
	case given.CanInt():
		n = T(given.Int())
		exact = int64(n) == given.Int() && (given.Int() >= 0 || n < 0)
	case given.CanUint():
		n = T(given.Uint())
		exact = uint64(n) == given.Uint() && n >= 0
	case given.CanFloat():
		n = T(given.Float())
		exact = float64(n) == given.Float()
	}
	if !exact || !in.holds(float64(n)) {
		return takes
	}
	*to = n
	return nil
}

// setNumber sets a number.
func setNumber(to *float64, given reflect.Value, in interval) error {
	x := math.NaN()
	switch {
	case !given.IsValid():
	case given.CanFloat():
		x = given.Float()
	case given.CanInt():
		x = float64(given.Int())
	case given.CanUint():
		x = float64(given.Uint())
	}
	if !in.holds(x) {
		return fmt.Errorf("%s", in)
	}
	*to = x
	return nil
}

// setNumbers sets a list of numbers, each of which is in an interval.
func setNumbers(to *[]float64, given reflect.Value, in interval) error {
	if !given.IsValid() || given.Kind() != reflect.Slice {
		return fmt.Errorf("a list of numbers")
	}
	var list []float64
	for i := range given.Len() {
		element := given.Index(i)
		if element.Kind() == reflect.Interface {
			element = element.Elem()
		}
		var x float64
		if err := setNumber(&x, element, in); err != nil {
			return fmt.Errorf("a list, each of it %w", err)
		}
		list = append(list, x)
	}
	*to = list
	return nil
}

// setTo sets a field to a value of its own type.
func setTo[T any](to *T, value any, takes string) error {
	v, ok := value.(T)
	if !ok {
		return fmt.Errorf("%s", takes)
	}
	*to = v
	return nil
}

// setPointer sets a pointer to a struct: to one of its type, to a copy of such a struct, or to a copy of what a method
// Option gives.
func setPointer(to, given reflect.Value, takes string) error {
	if given.IsValid() && given.Type() == to.Type() {
		to.Set(given)
		return nil
	}
	if given.IsValid() && given.Type() != to.Type().Elem() {
		if option := given.MethodByName("Option"); option.IsValid() && option.Type().NumIn() == 0 &&
			option.Type().NumOut() == 1 {
			given = option.Call(nil)[0]
		}
	}
	if !given.IsValid() || given.Type() != to.Type().Elem() {
		return fmt.Errorf("%s", takes)
	}
	to.Set(reflect.New(given.Type()))
	to.Elem().Set(given)
	return nil
}

func setNamed(to *Named, value any, words []string) error {
	var named Named
	switch v := value.(type) {
	case Named:
		named = v
	case interface{ Option() Named }:
		named = v.Option()
	case fmt.Stringer: // one of Kilolayer's own, as metrics.ByF1 is
		named.Name = v.String()
	default:
		if v := reflect.ValueOf(value); v.IsValid() && v.Kind() == reflect.String {
			named.Name = v.String()
		}
	}
	if named.Value == nil && !slices.Contains(words, named.Name) {
		return fmt.Errorf("%s", takesWords(words))
	}
	*to = named
	return nil
}

func takesWords(words []string) string {
	if len(words) == 0 {
		return "a text"
	}
	quotes := make([]string, len(words))
	for i, word := range words {
		quotes[i] = strconv.Quote(word)
	}
	return "one of " + strings.Join(quotes, ", ")
}

func wordsOf(oneof string) []string {
	if oneof == "" {
		return nil
	}
	return strings.Split(oneof, ",")
}

func quoted(value any) string {
	if v := reflect.ValueOf(value); v.IsValid() && v.Kind() == reflect.String {
		return strconv.Quote(v.String())
	}
	return fmt.Sprint(value)
}

// setDefaults sets each option of a struct that has a meaning, or a default for the struct's family or method, to it.
func setDefaults(of Options) {
	for _, f := range Fields(of) {
		if text, ok := f.defaultText(); ok {
			if err := f.setText(text); err != nil {
				panic(fmt.Sprintf("options: the default of %q: %v", f.Name, err)) // a fault in a tag
			}
		}
	}
}

// defaultText is the default in the option's tag for the struct's family or method. An option that has no meaning there
// has one where the tag names the family or method.
func (f Field) defaultText() (text string, ok bool) {
	tag, ok := f.tag.Lookup("default")
	if !ok || !strings.Contains(tag, "=") {
		return tag, ok && f.Means()
	}
	for _, word := range strings.Fields(tag) {
		if kind, text, _ := strings.Cut(word, "="); kind == f.of.kind() {
			return text, true
		}
	}
	return "", false
}

// setText sets an option from its text in a tag.
func (f Field) setText(text string) error {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return f.Set(n)
	}
	return f.Set(text)
}

// validate names the first option of a struct that is out of range, or that is set and has no meaning.
func validate(of Options) error {
	for _, f := range Fields(of) {
		value := reflect.ValueOf(f.Value())
		switch {
		case f.part:
		case f.Means():
			if f.isNumberOrWord() {
				if err := f.Set(f.Value()); err != nil {
					return err
				}
			}
		case value.IsZero():
		default:
			if text, ok := f.defaultText(); ok && fmt.Sprint(f.Value()) == text {
				continue
			}
			return fmt.Errorf("the option %q has no meaning for %q; leave it out", f.Name, f.of.kind())
		}
	}
	return nil
}

// isNumberOrWord tells whether the option's tags say what it takes.
func (f Field) isNumberOrWord() bool {
	if named, ok := f.Value().(Named); ok && named.IsZero() && f.tag.Get("default") == "" {
		return false // none was chosen, as may be
	}
	return f.tag.Get("range") != "" || f.tag.Get("oneof") != ""
}

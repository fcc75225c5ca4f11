package viz

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Show displays the items in order. Figures that follow each other stand side by side, and wrap on a narrow screen.
// What has a method Table, such as a plan, a comparison or a check, and a run.Memory become a table. Text, numbers,
// lists of them, errors and what has a method String are shown as text. Of anything else, such as a struct, a function,
// or work that was not started with Must, one line says that it cannot be shown.
//
// Outside a notebook it prints: a figure as its title and its data.
func Show(items ...any) { show(gonb{}, items) }

// Setup sends the chart library to the notebook. Called in a notebook's first cell it stands there for all the cells
// that follow, and the notebook holds it once. It does nothing outside a notebook.
func Setup() {
	to := gonb{}
	if to.notebook() {
		sendLibrary(to, true)
		to.sync()
	}
}

func show(to front, items []any) {
	if !to.notebook() {
		for _, item := range items {
			fmt.Fprintln(to.text(), strings.TrimRight(asText(item), "\n"))
		}
		return
	}
	// A display can be lost unless the program waits for it.
	defer to.sync()
	for len(items) > 0 {
		figures := leadingFigures(items)
		if len(figures) == 0 {
			to.html(asHTML(items[0]))
			items = items[1:]
			continue
		}
		items = items[len(figures):]
		row, err := chart.Row(figures...)
		if err != nil {
			to.html(preformatted(err.Error()))
			continue
		}
		sendLibrary(to, false)
		to.html(row)
	}
}

func leadingFigures(items []any) (figures []*chart.Chart) {
	for _, item := range items {
		f, ok := item.(*Figure)
		if !ok || absent(f) {
			break
		}
		figures = append(figures, f.chart())
	}
	return figures
}

func asText(item any) string {
	if f, ok := item.(*Figure); ok && !absent(item) {
		return f.String()
	}
	if t, ok := asTable(item); ok {
		return t.String()
	}
	return words(item)
}

func asHTML(item any) string {
	if t, ok := asTable(item); ok {
		return tableHTML(t)
	}
	return preformatted(words(item))
}

func asTable(item any) (table.Table, bool) {
	if absent(item) {
		return table.Table{}, false
	}
	switch v := item.(type) {
	case table.Table:
		return v, true
	case table.Tabler:
		return v.Table(), true
	case run.Memory:
		return partsTable(v), true
	}
	return table.Table{}, false
}

// words is an item as text, or one line that says why it has none.
func words(item any) string {
	if absent(item) {
		return fmt.Sprintf("nothing to show: the value is nil (%T)", item)
	}
	switch item.(type) {
	case fmt.Stringer, error:
		return fmt.Sprint(item)
	}
	t := reflect.TypeOf(item)
	name := shorten(t.String(), typeLetters)
	_, unfinished := t.MethodByName("Must")
	switch {
	case t.Kind() == reflect.Func:
		return notCalled(reflect.ValueOf(item))
	case unfinished: // a builder, or a task of package cell
		return fmt.Sprintf("viz: a %s has not been done yet; show what its Must() returns", name)
	case t.Kind() == reflect.Pointer && plainType(t.Elem()):
		return fmt.Sprint(reflect.ValueOf(item).Elem())
	case !plainType(t):
		return fmt.Sprintf("viz: a %s has no table and no text; "+
			"show one of its fields, or print them all with fmt.Printf(\"%%+v\\n\", …)", name)
	}
	return fmt.Sprint(item)
}

// notCalled says of a function or a method that its parentheses are missing.
func notCalled(f reflect.Value) string {
	const short = "viz: %s %s was not called; write %s and show what it returns"
	name := runtime.FuncForPC(f.Pointer()).Name()
	name, _, _ = strings.Cut(name[strings.LastIndex(name, "/")+1:], "[") // without its path and type arguments
	brackets := "()"
	if f.Type().NumIn() > 0 {
		brackets = "(…)"
	}
	if method, ok := strings.CutSuffix(name, "-fm"); ok { // as the compiler calls the value of a method
		method = method[strings.LastIndex(method, ".")+1:]
		return fmt.Sprintf(short, "the method", method, "."+method+brackets)
	}
	if literal.MatchString(name) {
		return fmt.Sprintf(short, "a function,", shorten(f.Type().String(), typeLetters)+",", "its name with "+brackets)
	}
	return fmt.Sprintf(short, "the function", name, name+brackets)
}

// literal is how the compiler calls a function without a name.
var literal = regexp.MustCompile(`\.func\d+(\.\d+)*$`)

// typeLetters is how many letters of a type's name are told: one without a name is written out with all its fields.
const typeLetters = 60

// plainType reports whether a type's values are read as they are: text, numbers, and lists of them.
func plainType(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		text := reflect.TypeFor[fmt.Stringer]()
		return (t.Kind() != reflect.Map || plainType(t.Key())) && (t.Elem().Implements(text) || plainType(t.Elem()))
	case reflect.Struct, reflect.Pointer, reflect.Func, reflect.Chan, reflect.Interface, reflect.UnsafePointer:
		return false
	}
	return true
}

package conv

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"unicode"
)

// lost says which part of a type does not come back from JSON; "" for none. path is how a reader finds the part, and
// within are the types that it is in.
func lost(t reflect.Type, path string, within []reflect.Type) string {
	if slices.Contains(within, t) || hasOwnJSON(t) {
		return ""
	}
	within = append(slices.Clip(within), t)
	switch t.Kind() {
	case reflect.Interface, reflect.Func, reflect.Chan, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return fmt.Sprintf("%s is of type %s, which JSON does not hold", path, t)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return lost(t.Elem(), path, within)
	case reflect.Map:
		if why := lost(t.Key(), path, within); why != "" {
			return why
		}
		return lost(t.Elem(), path, within)
	case reflect.Struct:
		for i := range t.NumField() {
			if why := lostField(t.Field(i), path, within); why != "" {
				return why
			}
		}
	}
	return ""
}

// lostField is lost for a field of a struct.
func lostField(field reflect.StructField, path string, within []reflect.Type) string {
	path += "." + field.Name
	embedded := field.Anonymous && field.Type.Kind() == reflect.Struct // JSON holds the fields of such a one
	switch {
	case !field.IsExported() && !embedded:
		runes := []rune(field.Name)
		runes[0] = unicode.ToUpper(runes[0])
		return fmt.Sprintf("the field %s is not exported; write it with a capital letter, %s", path, string(runes))
	case field.Tag.Get("json") == "-":
		return fmt.Sprintf(`the field %s has the tag json:"-"; leave the tag out`, path)
	}
	return lost(field.Type, path, within)
}

// hasOwnJSON tells whether a type writes and reads itself.
func hasOwnJSON(t reflect.Type) bool {
	writes := t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
	to := reflect.PointerTo(t)
	reads := to.Implements(reflect.TypeFor[json.Unmarshaler]()) ||
		to.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	return writes && reads
}

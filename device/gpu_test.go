package device

import (
	"reflect"
	"strings"
	"testing"
)

// TestValidate takes each field away once.
func TestValidate(t *testing.T) {
	for i := range reflect.TypeFor[GPU]().NumField() {
		name := reflect.TypeFor[GPU]().Field(i).Name
		t.Run(name, func(t *testing.T) {
			g := H100
			field := reflect.ValueOf(&g).Elem().Field(i)
			field.SetZero()
			if name == "Minor" { // 0 is a minor version
				field.SetInt(-1)
			}
			err := g.Validate()
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(name)) {
				t.Errorf("%v, want the field's name in it", err)
			}
		})
	}
}

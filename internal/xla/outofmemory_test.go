package xla

import (
	"errors"
	"testing"
)

func TestOutOfMemory(t *testing.T) {
	for text, want := range map[string]bool{
		"(code=13): Compute error: Error preparing computation: Out of memory allocating 69677480 bytes.": true,
		"(code=8): RESOURCE_EXHAUSTED: Out of memory while trying to allocate 16.00GiB.":                  true,
		"(code=8): Failed to allocate request for 2GiB on device ordinal 0":                               true,
		"(code=3): INVALID_ARGUMENT: shapes do not match":                                                 false,
	} {
		text = "PJRT error " + text
		if got := OutOfMemory(errors.New(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if OutOfMemory(nil) {
		t.Error("no error is taken for one")
	}
}

package main

import "testing"

// Without the folder nothing is measured, and nothing fails.
func TestViewsMissing(t *testing.T) {
	t.Setenv("KILOLAYER_DATA", t.TempDir())
	var f figures
	if err := f.views(); err != nil || len(f) > 0 {
		t.Errorf("figures %v, error %v", f, err)
	}
}

package python

import "testing"

func TestWith(t *testing.T) {
	t.Setenv("KILOLAYER_PYTHON", "a-program-that-is-nowhere")
	skipped := false
	t.Run("without", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		With(t, "json")
	})
	if !skipped {
		t.Error("a test without its Python ran")
	}
}

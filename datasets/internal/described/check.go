package described

import (
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Check holds what a reader returned against its description; or its error, of one line, against a part of it where
// refusal is not "".
func Check(t *testing.T, result *schema.Result, err error, want, refusal string) {
	t.Helper()
	switch {
	case refusal != "":
		if err == nil || !strings.Contains(err.Error(), refusal) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %q", err, refusal)
		}
	case err != nil:
		t.Error(err)
	default:
		if got := Result(result); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("got\n%swant\n%s", got, strings.TrimSpace(want))
		}
	}
}

// Words is the note on a column of words.
const Words = " (words; WithCategories makes a feature of each of them)"

// DeclaredText is the note on a column of numbers that the file declares as text.
const DeclaredText = " (the file declares it as text; WithNodeFeatures or WithEdgeFeatures reads it as numbers)"

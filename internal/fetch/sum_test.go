package fetch

import (
	"strings"
	"testing"
)

// Sums by "printf 'test content\n' | git hash-object --stdin" (Pro Git, 2nd edition, section 10.2) and "… | sha256sum".
func TestSum(t *testing.T) {
	const content = "test content\n"
	for _, want := range []Sum{
		"d670460b4b4aece5915caf5c68d12f560a9fe3e4",
		"a1fff0ffefb9eace7230c24e50731f0a91c62f9cefdfe77121c2f607125dffae",
	} {
		got, err := want.of(t.Context(), strings.NewReader(content), int64(len(content)))
		if err != nil || got != want {
			t.Errorf("%s %s (%v), want %s", want.kind(), got, err, want)
		}
	}
}

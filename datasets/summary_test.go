package datasets

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	text := full().String()
	for _, want := range []string{"nodes                       ", "1 tasks", "species", "0 / 1.0 / 2", "1 / 1 / 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if got := (&Graph{}).String(); !strings.Contains(got, "nodes") {
		t.Errorf("the zero graph: %q", got)
	}
	if got := thousands(1234567); got != "1,234,567" {
		t.Errorf("thousands: %s", got)
	}
	for n, want := range map[int64]string{512: "512 B", 999_600: "1 MB", 1_210_000_000: "1.21 GB"} {
		if got := decimalBytes(n); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

package units

import "testing"

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 KB", 12_345: "12.3 KB", 999_499: "999 KB", 999_500: "1 MB",
		41_503_196: "41.5 MB", 3_225_340_000: "3.23 GB", 2_000_000_000_000: "2 TB",
		512: "512 B", 999_600: "1 MB", 1_210_000_000: "1.21 GB", 80_123_456: "80.1 MB", 1_380_000_000: "1.38 GB", 5e15: "5 PB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 20_031_384: "20,031,384", 1_234_567: "1,234,567", -999: "-999", -123_456: "-123,456"} {
		if got := Count(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

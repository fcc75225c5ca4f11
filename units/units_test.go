package units

import (
	"math"
	"testing"
	"time"
)

func TestTexts(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"no bytes", Bytes(0), "0 B"},
		{"bytes", Bytes(999), "999 B"},
		{"a kilobyte is 1000 bytes", Bytes(1000), "1 KB"},
		{"kilobytes", Bytes(12_345), "12.3 KB"},
		{"just below the next unit", Bytes(999_499), "999 KB"},
		{"rounds up to the next unit", Bytes(999_500), "1 MB"},
		{"megabytes", Bytes(int64(41_503_196)), "41.5 MB"},
		{"gigabytes", Bytes(int64(3_225_340_000)), "3.23 GB"},
		{"terabytes", Bytes(int64(2_000_000_000_000)), "2 TB"},
		{"petabytes", Bytes(5e15), "5 PB"},
		{"beyond the last unit", Bytes(5e18), "5000 PB"},
		{"a fraction of a byte", Bytes(0.25), "0.25 B"},
		{"fewer bytes than before", Bytes(-36_801_001), "-36.8 MB"},

		{"no count", Count(0), "0"},
		{"small count", Count(999), "999"},
		{"thousands", Count(1000), "1,000"},
		{"millions", Count(int64(20_031_384)), "20,031,384"},
		{"of 32 bits", Count(int32(1_234_567)), "1,234,567"},
		{"negative count", Count(-999), "-999"},
		{"negative thousands", Count(-123_456), "-123,456"},

		{"no time", Duration(0), "0 s"},
		{"before the start", Duration(-time.Second), "0 s"},
		{"tenths", Duration(420 * time.Millisecond), "0.4 s"},
		{"seconds", Duration(12 * time.Second), "12 s"},
		{"minutes", Duration(80 * time.Second), "1 min 20 s"},
		{"rounds up to a minute", Duration(59700 * time.Millisecond), "1 min 00 s"},
		{"hours", Duration(125 * time.Minute), "2 h 05 min"},
		{"days", Duration(76 * time.Hour), "3 d 4 h"},

		{"an axis' start", Seconds(0), "0 s"},
		{"a fraction of a second", Seconds(1.5), "1.5 s"},
		{"seconds of an axis", Seconds(59), "59 s"},
		{"whole minutes", Seconds(120), "2 min"},
		{"minutes and seconds", Seconds(90), "1 min 30 s"},
		{"hours and minutes", Seconds(3900), "1 h 5 min"},
		{"whole hours", Seconds(7200), "2 h"},
		{"days and hours", Seconds(180000), "2 d 2 h"},

		{"four digits", Number(0.86873), "0.8687"},
		{"small number", Number(0.0000123), "1.23e-5"},
		{"large number", Number(123456789), "1.235e8"},
		{"whole number", Number(12), "12"},
		{"no number", Number(math.NaN()), "NaN"},
		{"infinite", Number(math.Inf(1)), "+Inf"},
		{"three digits", Digits(math.Pow(10, -9.5), 3), "3.16e-10"},
		{"more digits than an exponent needs", Digits(12345678, 9), "12345678"},
		{"no exponent", Significant(1234567890, 2), "1234567890"},
		{"no zeros at the end", Significant(1.5004, 4), "1.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%q, want %q", c.got, c.want)
			}
		})
	}
}

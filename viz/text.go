package viz

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/internal/units"
)

// Bytes writes n in decimal units with three significant digits: 999 B, 12.3 KB, 36.8 MB, 1.21 GB.
func Bytes(n int64) string { return bytesText(float64(n)) }

func bytesText(v float64) string {
	units := []string{"B", "KB", "MB", "GB", "TB", "PB"}
	i := 0
	// 999.5 would be written as 1000 of the unit below.
	for math.Abs(v) >= 999.5 && i < len(units)-1 {
		v /= 1000
		i++
	}
	return significant(v, 3) + " " + units[i]
}

// Duration writes d for a reader: 0.4 s, 12 s, 1 min 20 s, 2 h 05 min, 3 d 4 h.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < 9950*time.Millisecond:
		return significant(math.Round(d.Seconds()*10)/10, 2) + " s"
	}
	s := int64(d.Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	case s < 24*3600:
		return fmt.Sprintf("%d h %02d min", s/3600, s%3600/60)
	}
	return fmt.Sprintf("%d d %d h", s/86400, s%86400/3600)
}

// timeText writes seconds for an axis, without what is zero: 1.5 s, 2 min, 1 h 5 min.
func timeText(v float64) string {
	if !(v >= 60) {
		return significant(v, 3) + " s"
	}
	s := int64(math.Round(v))
	parts := []struct {
		size int64
		unit string
	}{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}
	for len(parts) > 1 && s < parts[0].size {
		parts = parts[1:]
	}
	text := fmt.Sprintf("%d %s", s/parts[0].size, parts[0].unit)
	if rest := s % parts[0].size / parts[1].size; rest > 0 {
		text += fmt.Sprintf(" %d %s", rest, parts[1].unit)
	}
	return text
}

// Count writes n with a comma every three digits: 20,031,384.
func Count(n int64) string { return units.Count(int(n)) }

// Number writes v with four significant digits; very large and very small values get an exponent.
func Number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return strconv.FormatFloat(v, 'g', -1, 64)
	case a != 0 && (a < 1e-4 || a >= 1e7):
		return tidyExponent(strconv.FormatFloat(v, 'g', 4, 64))
	}
	return significant(v, 4)
}

// significant writes v with n significant digits, no exponent, no trailing zeros after the point.
func significant(v float64, n int) string {
	if v == 0 || !finite(v) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	decimals := max(0, n-1-int(math.Floor(math.Log10(math.Abs(v)))))
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// powerText writes 10^v with three significant digits.
func powerText(v float64) string {
	p := math.Pow(10, v)
	if p < 1e-4 || p >= 1e7 {
		return tidyExponent(strconv.FormatFloat(p, 'g', 3, 64))
	}
	return significant(p, 3)
}

// tidyExponent turns 1.5e-05 into 1.5e-5.
func tidyExponent(s string) string {
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return s
	}
	return fmt.Sprintf("%se%d", mantissa, e)
}

// Package units writes sizes, counts, times and numbers for readers, the same everywhere.
//
//	units.Bytes(36_801_001)           // 36.8 MB
//	units.Count(20_031_384)           // 20,031,384
//	units.Number(0.86873)             // 0.8687
//	units.Score(0.79)                 // 0.7900
//	units.Duration(80 * time.Second)  // 1 min 20 s
//
// Sizes are decimal: 1 MB is 10^6 bytes.
package units

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Bytes writes n in decimal units with three significant digits: 999 B, 12.3 KB, 36.8 MB, 1.21 GB.
func Bytes[N ~int | ~int64 | ~float64](n N) string {
	value, units := float64(n), []string{"B", "KB", "MB", "GB", "TB", "PB"}
	// 999.5 would be written as 1000 of the unit below.
	for math.Abs(value) >= 999.5 && len(units) > 1 {
		value, units = value/1000, units[1:]
	}
	return Significant(value, 3) + " " + units[0]
}

// Count writes n with a comma between groups of three digits: 20,031,384. A fraction is cut off.
func Count[N ~int | ~int32 | ~int64 | ~float64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	least := 0
	if n < 0 {
		least = 1 // the sign
	}
	for i := len(digits) - 3; i > least; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Duration writes d for a reader: 0.4 s, 12 s, 1 min 20 s, 2 h 05 min, 3 d 4 h. A negative one is 0 s.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < 9950*time.Millisecond:
		return Significant(math.Round(d.Seconds()*10)/10, 2) + " s"
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

// Seconds writes a time in seconds as an axis does, without the parts that are zero: 1.5 s, 2 min, 1 h 5 min.
func Seconds(v float64) string {
	if !(v >= 60) {
		return Significant(v, 3) + " s"
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

// Number writes v with four significant digits; very large and very small values get an exponent: 1.5e-5.
func Number(v float64) string { return Digits(v, 4) }

// Score writes a metric of which more is better, such as an accuracy, with four decimals, so that scores stand under
// each other: 0.8687, 0.7900.
func Score(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

// Digits writes v with n significant digits; from 10^7 on and below 10^-4 it gets an exponent.
func Digits(v float64, n int) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return strconv.FormatFloat(v, 'g', -1, 64)
	case a != 0 && (a < 1e-4 || a >= 1e7):
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'g', n, 64), "e")
		e, err := strconv.Atoi(exponent)
		if err != nil { // n digits are enough to write v without an exponent
			return mantissa
		}
		return fmt.Sprintf("%se%d", mantissa, e) // 1.5e-5, where FormatFloat writes 1.5e-05
	}
	return Significant(v, n)
}

// Significant writes v with n significant digits and without an exponent, and leaves out zeros at the end of a
// fraction.
func Significant(v float64, n int) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	decimals := max(0, n-1-int(math.Floor(math.Log10(math.Abs(v)))))
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

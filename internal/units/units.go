// Package units writes sizes and counts for readers, the same everywhere.
package units

import (
	"fmt"
	"strconv"
)

// Bytes writes n in decimal units with three significant digits: 999 B, 12.3 KB, 36.8 MB, 1.21 GB.
func Bytes(n int64) string {
	value, units := float64(n), []string{"B", "KB", "MB", "GB", "TB", "PB"}
	// 999.5 would be written as 1000 of the unit below.
	for value >= 999.5 && len(units) > 1 {
		value, units = value/1000, units[1:]
	}
	return fmt.Sprintf("%.3g %s", value, units[0])
}

// Count writes n with a comma between groups of three digits: 20,031,384.
func Count(n int) string {
	digits := strconv.Itoa(n)
	least := 0
	if n < 0 {
		least = 1 // the sign
	}
	for i := len(digits) - 3; i > least; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

package chart

import (
	"math"

	"github.com/kilolayer/kilolayer/units"
)

// Format says how an axis writes its values.
type Format string

const (
	AsNumber Format = "number"
	AsCount  Format = "count"
	AsBytes  Format = "bytes"
	AsTime   Format = "time"  // of seconds
	AsShare  Format = "share" // of 1, in percent
	AsPower  Format = "power" // of the logarithm to base 10
)

// Text writes a value as the axis does.
func (f Format) Text(v float64) string {
	switch f {
	case AsBytes:
		return units.Bytes(v)
	case AsCount:
		return units.Count(math.Round(v))
	case AsTime:
		return units.Seconds(v)
	case AsShare:
		return units.Significant(math.Round(1000*v)/10, 4) + " %"
	case AsPower:
		return powerText(v)
	}
	return units.Number(v)
}

// powerText writes 10^v with three significant digits.
func powerText(v float64) string { return units.Digits(math.Pow(10, v), 3) }

package parquet

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// kind is how the values of a column are read.
type kind struct {
	text   func(parquet.Value) string
	stated schema.Stated
}

// kindOf says how a column of a type is read; logical is what the file says of it besides, or nil.
func kindOf(t parquet.Type, logical format.LogicalTypeValue) kind {
	number := func(text func(parquet.Value) string) kind { return kind{text, schema.Stated{Kind: schema.Number}} }
	leaveOut := func(why string) kind { return kind{nil, schema.Stated{Role: schema.LeftOut, Why: why}} }
	physical := t.Kind()
	switch logical := logical.(type) {
	case *format.DecimalType:
		return number(func(v parquet.Value) string { return decimal(v, int(logical.Scale)) })
	case *format.DateType:
		return kind{text: func(v parquet.Value) string {
			return time.Unix(int64(v.Int32())*24*60*60, 0).UTC().Format("2006-01-02")
		}}
	case *format.TimestampType:
		unit := time.Second
		if logical.Unit.Value != nil {
			unit = logical.Unit.Value.Duration()
		}
		return kind{text: func(v parquet.Value) string { return timeText(v.Int64(), unit) }}
	case *format.TimeType:
		return leaveOut("a time of day")
	case *format.Float16Type:
		return number(func(v parquet.Value) string { return floatText(half(v.ByteArray()), 32) })
	case *format.UUIDType:
		return kind{func(v parquet.Value) string { return uuid(v.ByteArray()) }, schema.Stated{Kind: schema.Text}}
	case *format.IntType:
		if !logical.IsSigned && physical == parquet.Int32 {
			return number(func(v parquet.Value) string { return strconv.FormatUint(uint64(v.Uint32()), 10) })
		}
		if !logical.IsSigned && physical == parquet.Int64 {
			return number(func(v parquet.Value) string { return strconv.FormatUint(v.Uint64(), 10) })
		}
	case *format.NullType:
		return leaveOut("it has no value in any row")
	}
	switch physical {
	case parquet.Boolean:
		return number(func(v parquet.Value) string { return strconv.FormatBool(v.Boolean()) })
	case parquet.Int32:
		return number(func(v parquet.Value) string { return strconv.Itoa(int(v.Int32())) })
	case parquet.Int64:
		return number(func(v parquet.Value) string { return strconv.FormatInt(v.Int64(), 10) })
	case parquet.Float:
		return number(func(v parquet.Value) string { return floatText(float64(v.Float()), 32) })
	case parquet.Double:
		return number(func(v parquet.Value) string { return floatText(v.Double(), 64) })
	case parquet.Int96: // what Spark and Impala write for times
		return kind{text: func(v parquet.Value) string {
			const julian = 2440588 // the day number of 1970-01-01
			parts := v.Int96()
			days := int64(parts[2]) - julian
			nanos := int64(uint64(parts[0]) | uint64(parts[1])<<32)
			return time.Unix(days*24*60*60, nanos).UTC().Format(layout)
		}}
	case parquet.ByteArray:
		return kind{func(v parquet.Value) string { return string(v.ByteArray()) }, schema.Stated{Kind: schema.Text}}
	}
	return leaveOut("bytes of a fixed length")
}

// layout is how times are handed over.
const layout = "2006-01-02 15:04:05.999999999"

func timeText(count int64, unit time.Duration) string {
	perSecond := int64(time.Second / unit)
	return time.Unix(count/perSecond, count%perSecond*int64(unit)).UTC().Format(layout)
}

// floatText is a number as text; whole ones without an exponent, as ids of nodes have none, and "" for NaN.
func floatText(x float64, bits int) string {
	const exact = 1 << 53
	switch {
	case math.IsNaN(x):
		return ""
	case x == math.Trunc(x) && math.Abs(x) < exact:
		return strconv.FormatInt(int64(x), 10)
	}
	return strconv.FormatFloat(x, 'g', -1, bits)
}

// half is a number of 16 bits, as IEEE 754 has it.
func half(raw []byte) float64 {
	if len(raw) != 2 {
		return math.NaN()
	}
	bits := binary.LittleEndian.Uint16(raw)
	sign, exponent, fraction := 1.0, int(bits>>10&0x1f), float64(bits&0x3ff)/(1<<10)
	if bits>>15 == 1 {
		sign = -1
	}
	switch {
	case exponent == 0x1f && fraction > 0:
		return math.NaN()
	case exponent == 0x1f:
		return math.Inf(int(sign))
	case exponent == 0:
		return sign * math.Ldexp(fraction, -14)
	}
	return sign * math.Ldexp(1+fraction, exponent-15)
}

func uuid(raw []byte) string {
	if len(raw) != 16 {
		return fmt.Sprintf("%x", raw)
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}

// decimal is a whole number of units of 10^−scale: of 4 or 8 bytes, or of bytes with the highest first.
func decimal(v parquet.Value, scale int) string {
	units := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		units.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		units.SetInt64(v.Int64())
	default:
		raw := v.ByteArray()
		units.SetBytes(raw)
		if len(raw) > 0 && raw[0]&0x80 != 0 { // negative, as two's complement
			units.Sub(units, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
		}
	}
	return units.String() + "e" + strconv.Itoa(-scale)
}

package npz

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind is NumPy's name for the type of an array's numbers, with the order of their bytes: "<i4", ">f8", "|b1".
type Kind string

// Groups of kinds, without the order of bytes.
var (
	intKinds   = []string{"i1", "i2", "i4", "i8", "u1", "u2", "u4"}
	floatKinds = []string{"f4", "f8"}
	boolKinds  = []string{"b1"}
)

// plain is the kind without the order of its bytes.
func (k Kind) plain() string { return strings.TrimLeft(string(k), "<>|=") }

// IsInt says whether the numbers are integers that fit an int.
func (k Kind) IsInt() bool { return slices.Contains(intKinds, k.plain()) }

// IsFloat says whether the numbers are float32 or float64.
func (k Kind) IsFloat() bool { return slices.Contains(floatKinds, k.plain()) }

// IsBool says whether the values are yes and no.
func (k Kind) IsBool() bool { return slices.Contains(boolKinds, k.plain()) }

// IsNumber says whether the values can be read as numbers, yes as 1.
func (k Kind) IsNumber() bool { return k.IsInt() || k.IsFloat() || k.IsBool() }

// IsText says whether the values are texts.
func (k Kind) IsText() bool {
	kind := k.plain()
	return strings.HasPrefix(kind, "U") || strings.HasPrefix(kind, "S")
}

// Width is the number of bytes of a value; 0 where it is neither number nor text.
func (k Kind) Width() int {
	kind := k.plain()
	switch {
	case k.IsNumber():
		return int(kind[1] - '0')
	case k.IsText():
		letters, err := strconv.Atoi(kind[1:])
		if err != nil || letters < 0 || letters > math.MaxInt32/4 {
			return 0
		}
		if kind[0] == 'U' {
			letters *= 4
		}
		return letters
	}
	return 0
}

// number is what an array is read as.
type number interface {
	int | float32 | float64 | uint8
}

// Decode turns the bytes of as many numbers of a kind as into holds.
func Decode[To number](kind Kind, raw []byte, into []To) {
	var order binary.ByteOrder = binary.LittleEndian
	if strings.HasPrefix(string(kind), ">") {
		order = binary.BigEndian
	}
	switch kind.plain() {
	case "u1", "b1":
		for i := range into {
			into[i] = To(raw[i])
		}
	case "i1":
		for i := range into {
			into[i] = To(int8(raw[i]))
		}
	case "u2":
		for i := range into {
			into[i] = To(order.Uint16(raw[2*i:]))
		}
	case "i2":
		for i := range into {
			into[i] = To(int16(order.Uint16(raw[2*i:])))
		}
	case "u4":
		for i := range into {
			into[i] = To(order.Uint32(raw[4*i:]))
		}
	case "i4":
		for i := range into {
			into[i] = To(int32(order.Uint32(raw[4*i:])))
		}
	case "i8":
		for i := range into {
			into[i] = To(int64(order.Uint64(raw[8*i:])))
		}
	case "f4":
		for i := range into {
			into[i] = To(math.Float32frombits(order.Uint32(raw[4*i:])))
		}
	case "f8":
		for i := range into {
			into[i] = To(math.Float64frombits(order.Uint64(raw[8*i:])))
		}
	}
}

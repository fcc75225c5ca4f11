package schema

import "errors"

// ByDecimal calls read, and once more with a decimal comma where the numbers that it met ask for that.
func ByDecimal(choice Choice, read func(Choice) (*Result, error)) (*Result, error) {
	result, err := read(choice)
	if errors.Is(err, ErrDecimalComma) {
		choice.Decimal = ','
		return read(choice)
	}
	return result, err
}

package units_test

import (
	"fmt"
	"time"

	"github.com/kilolayer/kilolayer/units"
)

func ExampleBytes() {
	fmt.Println(units.Bytes(36_801_001))
	// Output: 36.8 MB
}

func ExampleCount() {
	fmt.Println(units.Count(20_031_384))
	// Output: 20,031,384
}

func ExampleDuration() {
	fmt.Println(units.Duration(80 * time.Second))
	// Output: 1 min 20 s
}

func ExampleNumber() {
	fmt.Println(units.Number(0.86873), units.Number(0.0000123))
	// Output: 0.8687 1.23e-5
}

func ExampleScore() {
	fmt.Println(units.Score(0.86873), units.Score(0.79))
	// Output: 0.8687 0.7900
}

func ExampleDigits() {
	fmt.Println(units.Digits(0.86873, 2), units.Digits(123456789, 2))
	// Output: 0.87 1.2e8
}

func ExampleSignificant() {
	fmt.Println(units.Significant(1.5004, 4), units.Significant(1234567890, 2))
	// Output: 1.5 1234567890
}

func ExampleSeconds() {
	fmt.Println(units.Seconds(1.5), units.Seconds(120))
	// Output: 1.5 s 2 min
}

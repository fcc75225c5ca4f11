package table

import (
	"fmt"
	"strings"
	"testing"
)

func ExampleTable_Percent() {
	t := Table{Columns: []string{"setting", "accuracy"}, Rows: [][]string{{"7 layers", "0.7200 ± 0.0141"}}}
	inPercent, err := t.Percent("accuracy")
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(inPercent)
	// Output:
	// setting   accuracy (%)
	// 7 layers  72.00 ± 1.41
}

func TestPercent(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"four decimals", "0.7900", "79.00"},
		{"one decimal", "0.8", "80"},
		{"whole", "1", "100"},
		{"a range", "0.72 (0.71 to 0.735)", "72 (71 to 73.5)"},
		{"below 0", "-0.125", "-12.5"},
		{"a power", "5e-05", "0.005"},
		{"in percent already", "79 %", "79 %"},
		{"not known", "-", "-"},
		{"nothing", "", ""},
	} {
		given := Table{Columns: []string{"a", "b"}, Rows: [][]string{{"0.5", c.cell}, {"short"}}}
		got, err := given.Percent("b")
		if err != nil || got.Rows[0][1] != c.want || got.Rows[0][0] != "0.5" || got.Columns[1] != "b (%)" {
			t.Errorf("%s: %q, %v, want %q", c.name, got.Rows[0], err, c.want)
		}
		if given.Rows[0][1] != c.cell || given.Columns[1] != "b" {
			t.Errorf("%s: the table it is made from became %v", c.name, given)
		}
	}
	if _, err := nasty.Percent("accuracy"); err == nil || !strings.Contains(err.Error(), `["run" "loss"]`) {
		t.Errorf("a column that is not there: %v", err)
	}
}

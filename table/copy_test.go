package table

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

var nasty = Table{Title: "a|b", Columns: []string{"run", "loss"}, Note: "1 < 2",
	Rows: [][]string{{`quo"ted, |piped|`, "0.5"}, {"two\nlines"}, {"图 αβγ </script>", "1,234"}}}

func TestMarkdown(t *testing.T) {
	want := "**a\\|b**\n\n| run | loss |\n|---|---:|\n" +
		"| quo\"ted, \\|piped\\| | 0.5 |\n| two lines |  |\n| 图 αβγ &lt;/script> | 1,234 |\n\n1 &lt; 2\n"
	if got := nasty.Markdown(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (Table{}).Markdown(); got != "" {
		t.Errorf("an empty table is %q", got)
	}
}

// TestCSV reads back what was written.
func TestCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(nasty.CSV())).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][0] != nasty.Rows[0][0] || rows[2][1] != "" || rows[3][1] != "1,234" {
		t.Errorf("%q, %v", rows, err)
	}
	if got := (Table{}).CSV(); got != "" {
		t.Errorf("an empty table is %q", got)
	}
}

func ExampleTable_Markdown() {
	fmt.Print(Table{Columns: []string{"part", "bytes"}, Rows: [][]string{{"data", "3,100"}}}.Markdown())
	// Output:
	// | part | bytes |
	// |---|---:|
	// | data | 3,100 |
}

func ExampleTable_CSV() {
	fmt.Print(Table{Columns: []string{"part", "bytes"}, Rows: [][]string{{"data", "3,100"}}}.CSV())
	// Output:
	// part,bytes
	// data,"3,100"
}

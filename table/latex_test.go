package table

import (
	"fmt"
	"testing"
)

func ExampleTable_LaTeX() {
	fmt.Print(Table{
		Title:   "Depth on karate & cora",
		Columns: []string{"setting", "accuracy", "memory"},
		Rows:    [][]string{{"7 layers", "0.7200 ± 0.0141", "42.1 MB"}, {"gcn_28", "0.7900 ± 0.0012", "-"}},
		Note:    "mean ± standard deviation",
	}.LaTeX())
	// Output:
	// \begin{table}
	// \centering
	// \caption{Depth on karate \& cora}
	// \begin{tabular}{lrr}
	// \toprule
	// setting & accuracy & memory \\
	// \midrule
	// 7 layers & 0.7200 $\pm$ 0.0141 & 42.1 MB \\
	// gcn\_28 & 0.7900 $\pm$ 0.0012 & -- \\
	// \bottomrule
	// \end{tabular}
	// \par\smallskip{\footnotesize mean $\pm$ standard deviation}
	// \end{table}
}

// TestLaTeXCells: what a cell holds is set as it stands, whatever LaTeX makes of its letters.
func TestLaTeXCells(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"plain", "7 layers", "7 layers"},
		{"signs of LaTeX", `&%_#${}`, `\&\%\_\#\$\{\}`},
		{"signs with names", `~^\`, `\textasciitilde{}\textasciicircum{}\textbackslash{}`},
		{"a command", `\input{a}`, `\textbackslash{}input\{a\}`},
		{"what other fonts have", "<a|b>", "$<$a$|$b$>$"},
		{"plus or minus", "0.5 ± 0.1", `0.5 $\pm$ 0.1`},
		{"below 0", "-0.5 (-0.7 to -0.2)", "$-$0.5 ($-$0.7 to $-$0.2)"},
		{"a power", "1e-05", "1e-05"},
		{"a hyphen in a name", "layer-wise 2-hop", "layer-wise 2-hop"},
		{"not known", "-", "--"},
		{"two lines", "a\nb", "a b"},
		{"the argument of a line break", "[0.1, 0.2]", "{[}0.1, 0.2]"},
		{"the star of a line break", "*", "{*}"},
		{"other letters", "données 图", "données 图"},
		{"nothing", "", ""},
	} {
		if got := latexCell(c.cell); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLaTeXForms: rows may have fewer cells or more than there are columns.
func TestLaTeXForms(t *testing.T) {
	const open, end = "\\begin{table}\n\\centering\n", "\\bottomrule\n\\end{tabular}\n\\end{table}\n"
	for _, c := range []struct {
		name  string
		table Table
		want  string
	}{
		{"empty", Table{}, open + "\\begin{tabular}{}\n\\toprule\n" + end},
		{"a short row", Table{Columns: []string{"a", "b"}, Rows: [][]string{{"1"}}},
			open + "\\begin{tabular}{lr}\n\\toprule\na & b \\\\\n\\midrule\n1 &  \\\\\n" + end},
		{"a long row", Table{Columns: []string{"a"}, Rows: [][]string{{"1", "2"}}},
			open + "\\begin{tabular}{lr}\n\\toprule\na &  \\\\\n\\midrule\n1 & 2 \\\\\n" + end},
		{"no columns", Table{Rows: [][]string{{"1"}}},
			open + "\\begin{tabular}{l}\n\\toprule\n1 \\\\\n" + end},
	} {
		if got := c.table.LaTeX(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

package table

import (
	"regexp"
	"strings"
)

// LaTeX is the table for a paper, with the rules of LaTeX's package booktabs: write \usepackage{booktabs} in the
// document's head. The title becomes the caption, and the note stands under the table. The first column is set flush
// left and the others flush right, so that numbers of as many decimals stand under each other. Letters that mean
// something to LaTeX are escaped; signs such as ± and × become its own.
func (t Table) LaTeX() string {
	var b strings.Builder
	b.WriteString("\\begin{table}\n\\centering\n")
	if t.Title != "" {
		b.WriteString("\\caption{" + latexText(t.Title) + "}\n")
	}
	columns := len(t.Columns)
	for _, row := range t.Rows {
		columns = max(columns, len(row))
	}
	b.WriteString("\\begin{tabular}{" + strings.Repeat("l", min(columns, 1)) +
		strings.Repeat("r", max(0, columns-1)) + "}\n\\toprule\n")
	write := func(row []string) {
		cells := make([]string, columns)
		for i := range row {
			cells[i] = latexCell(row[i])
		}
		b.WriteString(strings.Join(cells, " & ") + " \\\\\n")
	}
	if len(t.Columns) > 0 {
		write(t.Columns)
		b.WriteString("\\midrule\n")
	}
	for _, row := range t.Rows {
		write(row)
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	if t.Note != "" {
		b.WriteString("\\par\\smallskip{\\footnotesize " + latexText(t.Note) + "}\n")
	}
	b.WriteString("\\end{table}\n")
	return b.String()
}

// negative is a number below 0, whose hyphen has to be set as a minus.
var negative = regexp.MustCompile(`(^|[ (])-(\d)`)

// latexCell is a cell of the table. A hyphen alone stands for what is not known, and is set as a dash. A bracket at its
// start would be read as an argument of the line break before it, so it is set in a group.
func latexCell(s string) string {
	s = strings.TrimSpace(s)
	if s == "-" {
		return "--"
	}
	s = latexText(negative.ReplaceAllString(s, "$1−$2"))
	if strings.HasPrefix(s, "[") || strings.HasPrefix(s, "*") {
		s = "{" + s[:1] + "}" + s[1:]
	}
	return s
}

// latexText is text that LaTeX sets as it stands here.
func latexText(s string) string {
	return latexSigns.Replace(strings.Join(strings.Fields(s), " "))
}

var latexSigns = strings.NewReplacer(
	`\`, `\textbackslash{}`, `^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`,
	`&`, `\&`, `%`, `\%`, `_`, `\_`, `#`, `\#`, `$`, `\$`, `{`, `\{`, `}`, `\}`,
	`<`, `$<$`, `>`, `$>$`, `|`, `$|$`,
	`±`, `$\pm$`, `×`, `$\times$`, `−`, `$-$`, `·`, `$\cdot$`, `²`, `$^2$`, `³`, `$^3$`,
	`≤`, `$\leq$`, `≥`, `$\geq$`, `≈`, `$\approx$`, `→`, `$\rightarrow$`, `∞`, `$\infty$`,
	`α`, `$\alpha$`, `β`, `$\beta$`, `λ`, `$\lambda$`, `…`, `\ldots{}`, `–`, `--`, `—`, `---`)

package csv

import (
	"strings"
	"testing"
)

func TestMatrix(t *testing.T) {
	const named, bare = "ids a, b, c\na>b(1) b>c(2)", "ids 0, 1, 2\n0>1(1) 1>2(2)"
	headless := ofTexts("0,1,0\n0,0,2\n0,0,0\n", "")
	headless.Headless = true
	for _, c := range []struct {
		name string
		from Tables
		want string
	}{
		{"named", ofTexts(",a,b,c\na,0,1,0\nb,0,0,2\nc,0,0,0\n", ""), named},
		{"a corner", ofTexts("from,a,b,c\na,0,1,0\nb,0,0,2\nc,0,0,0\n", ""), named},
		{"empty cells", ofTexts("x;a;b;c\na;;1,0;\nb;;;2\nc;;;0,00\n", ""), named},
		{"rows in another order", ofTexts(",a,b,c\nc,0,0,0\na,0,1,0\nb,0,0,2\n", ""), named},
		{"of R's write.table", ofTexts("\"a\" \"b\" \"c\"\n\"a\" 0 1 0\n\"b\" 0 0 2\n\"c\" 0 0 0\n", ""), named},
		{"symmetric", ofTexts(",a,b\na,3,1\nb,1,0\n", ""), "ids a, b\na>a(3) a>b(1) b>a(1)"},
		{"a table of nodes", ofTexts(",a,b,c\na,0,1,0\nb,0,0,2\nc,0,0,0\n", "id\nc\nb\na\nd\n"),
			"ids c, b, a, d\na>b(1) b>c(2)"},
		{"bare", ofTexts("0,1,0\n0,0,2\n0,0,0\n", ""), bare},
		{"bare, without a header", headless, bare},
		{"bare, by blanks", ofTexts("0 1e0 0.0e+00\n0 0 2\n-0 0 0\n", ""), bare},
		{"bare, with decimals", ofTexts("0.5,1,0\n0,0,2\n0,0,0\n", ""), "ids 0, 1, 2\n0>0(0.5) 0>1(1) 1>2(2)"},
		{"a list of edges of three rows", ofTexts("source,target,weight\n0,1,3\n1,2,2\n", ""),
			"ids 0, 1, 2\n0>1(3) 1>2(2)"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.from, c.want) })
	}
}

func TestMatrixRefuses(t *testing.T) {
	large := strings.Repeat("0,"+strings.Repeat("1,", 58)+"1\n", 60)
	for _, c := range []struct{ name, edges, want string }{
		{"zeros", ",a,b\na,0,0\nb,0,0\n", "edges.csv is an adjacency matrix of zeros: it has no edges"},
		{"a row missing", ",a,b,c,d\na,0,1,0,0\nb,0,0,2,0\nc,0,0,0,0\n",
			"edges.csv line 1: an adjacency matrix of 4 columns and 3 rows"},
		{"a row missing of bare ones", strings.TrimSuffix(large, "0,"+strings.Repeat("1,", 58)+"1\n"),
			"edges.csv line 1: an adjacency matrix of 60 columns and 59 rows"},
		{"a row too many of bare ones", large + large[:len(large)/60],
			"edges.csv line 61: row 61 of an adjacency matrix of 60 columns"},
		{"three rows that may be edges", "0,1,1\n1,2,1\n2,0,1\n", "edges.csv line 1: numbers, want the columns' names"},
		{"words", ",a,b\na,0,x\nb,0,1\n", "edges.csv has the columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ofTexts(c.edges, "").Read(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestIsZero(t *testing.T) {
	for cell, want := range map[string]bool{"": true, "0": true, "-0.0": true, "0,00": true, "0.000e+00": true,
		"0E-5": true, "1": false, "0.01": false, "1e0": false, "NA": false, ".": false, "e": false, "0x": false} {
		if isZero(cell) != want {
			t.Errorf("%q: %v", cell, !want)
		}
	}
}

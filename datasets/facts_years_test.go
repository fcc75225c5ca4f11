package datasets

import "testing"

// TestFactsYears holds the years of ogbn-arxiv against testdata/facts.py: Σ year·(1 + node mod 97).
func TestFactsYears(t *testing.T) {
	const want = 16727850102
	g, err := FromOGB(needData(t, "ogbn_arxiv")).Done()
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for node, year := range g.Years {
		got += int(year) * (1 + node%97)
	}
	if got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

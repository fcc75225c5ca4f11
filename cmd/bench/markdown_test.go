package main

import "testing"

func TestMarkdown(t *testing.T) {
	got := markdown([]string{"family", "operator", "step"},
		[][]string{{"residual", "gcn", "0.049 s"}, {"reversible", "gen", ""}})
	const want = `| family     | operator |    step |
| ---------- | -------- | ------: |
| residual   | gcn      | 0.049 s |
| reversible | gen      |         |
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

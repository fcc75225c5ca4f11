package main

import (
	"os"
	"strings"
	"testing"
)

// TestCountGolden reads what go test -json writes.
func TestCountGolden(t *testing.T) {
	const conv, net = `"Package":"` + module + `/revgnn/conv"`, `"Package":"` + module + `/internal/net"`
	event := func(of, action, test string) string {
		return `{"Action":"` + action + `",` + of + `,"Test":"` + test + `"}` + "\n"
	}
	ends := `{"Action":"pass",` + conv + `}` + "\n" + `{"Action":"pass",` + net + `}` + "\n"
	cases := event(conv, "run", "TestGolden/gcn") + event(conv, "pass", "TestGolden/gcn/xla") +
		event(conv, "pass", "TestGolden/gcn") + event(net, "pass", "TestGolden/stack")
	for _, c := range []struct{ name, events, says string }{
		{"all agree", cases + ends, ""},
		{"one does not", event(conv, "fail", "TestGolden/gat") + cases + ends, "1 of 2 golden cases of ./revgnn/conv"},
		{"a package without cases", event(conv, "pass", "TestGolden/gcn") + ends,
			"0 of 0 golden cases of ./internal/net"},
		{"a package that does not build", cases + `{"Action":"fail",` + conv + `}` + "\n" + `{"Action":"pass",` + net +
			`}`, "1 of 1 golden cases of ./revgnn/conv"},
		{"no JSON", "no such file", "invalid character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := countGolden(strings.NewReader(c.events))
			if c.says == "" && (err != nil || len(got.Rows) != 2 || got.Rows[0][2] != "1") ||
				c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%v, %v", got.Rows, err)
			}
		})
	}
}

// TestGoldenHere runs the cases on the device of this machine.
func TestGoldenHere(t *testing.T) {
	if os.Getenv("KILOLAYER_ALL") == "" {
		t.Skip("not run: the packages' own tests run the cases; KILOLAYER_ALL=1 runs it")
	}
	t.Chdir("../..")
	got, err := golden(t.Context())
	if err != nil {
		t.Error(err)
	}
	t.Log(got.Rows)
}

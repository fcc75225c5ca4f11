package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/device"
)

func TestFigures(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "figures.tsv")
	if list, err := readFigures(path); err != nil || list != nil {
		t.Errorf("no file: %v, %v", list, err)
	}
	want := figures{{device: "a", program: "p", activations: 1, total: 2}, {device: "b", program: "p", fault: "no op"}}
	for i, f := range want {
		file, err := appendTo(path, i > 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write([]byte(f.line())); err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	got, err := readFigures(path)
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	for _, text := range []string{"a\tb\n", "a\tp\tone\t2\t\n"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := readFigures(path); err == nil || !strings.Contains(err.Error(), path+":1") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestVerdict(t *testing.T) {
	gpu := device.H100.Name
	then := figure{device: gpu, program: "p", activations: 1000, total: 2000}
	for _, c := range []struct {
		name     string
		now      figure
		expected figures
		fails    bool
		says     string // of the line
	}{
		{"the same", then, figures{then}, false, "0 figures that differ"},
		{"new", then, nil, false, "is not in"},
		{"a little more", figure{gpu, "p", 1019, 2000, ""}, figures{then}, false, "(+1.90 %)"},
		{"more activations", figure{gpu, "p", 1021, 2000, ""}, figures{then}, true, "(+2.10 %)"},
		{"more in all", figure{gpu, "p", 1000, 2041, ""}, figures{then}, true, "(+2.05 %)"},
		{"less", figure{gpu, "p", 500, 2000, ""}, figures{then}, false, "(-50.00 %)"},
		{"does not compile", figure{gpu, "p", 0, 0, "xla: no scatter"}, figures{then}, true,
			"does not compile: xla: no"},
		{"new, and does not compile", figure{gpu, "p", 0, 0, "xla: no scatter"}, nil, true, "xla: no scatter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := verdict(figures{c.now}, c.expected, []program{{name: "p"}}, &out)
			if (err != nil) != c.fails || !strings.Contains(out.String(), c.says) {
				t.Errorf("%v, %q", err, out.String())
			}
		})
	}
}

func TestMerged(t *testing.T) {
	old := figures{{device: "g", program: "a", total: 1}, {device: "g", program: "b", total: 1}}
	found := figures{{device: "g", program: "b", total: 2}, {device: "g", program: "c", fault: "no op"},
		{device: cpu, program: "b", total: 3}}
	for _, c := range []struct {
		all  bool
		want string
	}{{false, "ab"}, {true, "b"}} {
		got := ""
		for _, f := range merged(old, found, c.all) {
			got += f.program
			if f.program == "b" && f.total != 2 {
				t.Errorf("b is %d", f.total)
			}
		}
		if got != c.want {
			t.Errorf("all %t: %q, want %q", c.all, got, c.want)
		}
	}
}

func TestTables(t *testing.T) {
	small := "tied reversible, " + operators[1].String() + ", invert, float64"
	programs := []program{{name: "revgnn-deep-proteins", here: nil}, {name: "x, evaluated"}, {name: small}}
	found := figures{{device: device.H100.Name, program: small, total: 5}, {device: device.T4.Name, program: small,
		fault: "no op"}, {device: device.T4.Name, program: "x, evaluated", activations: 7000, total: 9000}}
	text := tablesOf(found, programs)
	for _, want := range []string{"| tied reversible, invert, float64 | 1 of 1 | 0 of 1 |",
		"| x |  |  | 7 KB | 9 KB |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	path := filepath.Join(t.TempDir(), "doc.md")
	if err := os.WriteFile(path, []byte("head\n"+begins+"old\n"+ends+"tail\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := intoDocument(path, "new\n"); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "head\n"+begins+"new\n"+ends+"tail\n" {
		t.Errorf("%s, %v", content, err)
	}
	if err := os.WriteFile(path, []byte("head\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := intoDocument(path, "new\n"); err == nil {
		t.Error("a document without a place for tables")
	}
}

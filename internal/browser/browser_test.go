package browser

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFind(t *testing.T) {
	program := filepath.Join(t.TempDir(), "chromium")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, variable, path string
		want                 string
		is                   error
		says                 string
	}{
		{name: "named by the variable", variable: program, want: program},
		{name: "variable names nothing", variable: "/no/such/browser", says: "KILOLAYER_CHROME"},
		{name: "on the path", path: filepath.Dir(program), want: program},
		{name: "nowhere", path: t.TempDir(), is: ErrNone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("KILOLAYER_CHROME", c.variable)
			t.Setenv("PATH", c.path)
			got, err := Find()
			if got != c.want || c.is != nil && !errors.Is(err, c.is) || c.says != "" &&
				(err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("Find() = %q, %v; want %q, %v %s", got, err, c.want, c.is, c.says)
			}
		})
	}
}

func TestPage(t *testing.T) {
	b, err := Start()
	if errors.Is(err, ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	file := filepath.Join(t.TempDir(), "page.html")
	// The second script is at an address that no network has either.
	const page = `<html><head><meta charset="utf-8"></head><body><p id="p">still</p><script>
		document.getElementById("p").textContent =
			matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
		setTimeout(function () { throw new Error("on purpose"); }, 0);</script>
		<script src="http://library.invalid/echarts.js"></script></body></html>`
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		options Options
		text    string
		problem bool
	}{
		{"light", Options{}, "light", true},
		{"dark", Options{Dark: true}, "dark", true},
		{"no scripts", Options{NoScripts: true}, "still", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := b.Open(file, c.options)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if err := p.WaitFor(`document.getElementById("p")`, 5*time.Second); err != nil {
				t.Fatal(err)
			}
			if text, err := Eval[string](p, `document.getElementById("p").textContent`); err != nil || text != c.text {
				t.Errorf("text %q, %v; want %q", text, err, c.text)
			}
			for range 40 {
				if len(p.Problems()) > 1 || !c.problem {
					break
				}
				time.Sleep(50 * time.Millisecond)
			}
			for _, problem := range []string{"on purpose", "ERR_NAME_NOT_RESOLVED"} {
				if got := strings.Join(p.Problems(), "\n"); strings.Contains(got, problem) != c.problem {
					t.Errorf("console: %q; want %q in it: %v", got, problem, c.problem)
				}
			}
			if n, err := p.Memory(); err != nil || n < 10_000 {
				t.Errorf("the page holds %d bytes, %v", n, err)
			}
			if err := p.WaitFor("1 > 2", 60*time.Millisecond); err == nil {
				t.Error("WaitFor of what never comes gives no error")
			}
			if picture, err := p.Screenshot(); err != nil || !strings.HasPrefix(string(picture), "\x89PNG") {
				t.Errorf("screenshot of %d bytes, %v", len(picture), err)
			}
		})
	}
}

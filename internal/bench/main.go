// Command bench measures one training step of reversible networks and writes build/bench.json.
//
// The file is a list of {"name", "value", "unit"}, and the same figures are printed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// figure is one measured number.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// figures collects what is measured, and prints each as it comes.
type figures []figure

func (f *figures) add(name string, value float64, unit string) {
	*f = append(*f, figure{name, value, unit})
	fmt.Printf("%-28s %16.6g %s\n", name, value, unit)
}

func main() {
	out := flag.String("out", filepath.Join("build", "bench.json"), "file to write")
	flag.Parse()
	if err := bench(*out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func bench(out string) error {
	var f figures
	if err := f.depth(); err != nil {
		return err
	}
	return f.write(out)
}

// write replaces the file, and makes its folder when it is missing.
func (f figures) write(path string) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o666)
}

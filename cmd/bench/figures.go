package main

import (
	"encoding/json"
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
	fmt.Printf("%-56s %16.6g %s\n", name, value, unit)
}

// limit adds a figure with what it is held to, and how much of it the figure takes.
func (f *figures) limit(name string, value, most float64, unit string) {
	f.add(name, value, unit)
	f.add(name+"/limit", most, unit)
	f.add(name+"/over_limit", value/most, "ratio")
	if value > most {
		fmt.Printf("%s is above its limit\n", name)
	}
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

// named is a value and how the figures name it.
type named[T any] struct {
	name  string
	value T
}

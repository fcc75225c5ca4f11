// Command bench measures one training step of each family of networks, evaluations over several views, how fast data
// sets are read, how fast a large graph is cut into parts, how much memory a training's process takes, what a process
// of its own costs a run of a sweep, how soon a detached run shows its first curve and what following it costs, and
// what two devices gain, and writes build/bench.json.
//
// The file is a list of {"name", "value", "unit"}, and the same figures are printed. With -only it measures one part,
// and the file holds that part alone.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// part is a group of figures that can be measured alone.
type part = named[func(*figures) error]

// parts are in the order in which they are measured.
var parts = []part{
	{"depth", (*figures).depth},
	{"families", (*figures).families},
	{"cora", (*figures).cora},
	{"table", (*figures).table},
	{"views", (*figures).views},
	{"parse", (*figures).parse},
	{"tables", (*figures).tables},
	{"cut", (*figures).cut},
	{"idle", (*figures).idle},
	{"devices", (*figures).devices},
	{"resident", (*figures).resident},
	{"sweep", (*figures).sweep},
	{"detached", (*figures).detached},
	{"paper", (*figures).paper},
}

func main() {
	out := flag.String("out", filepath.Join("build", "bench.json"), "file to write")
	only := flag.String("only", "", "measure one part: "+partNames())
	flag.Parse()
	if what := os.Getenv(taskVariable); what != "" {
		if err := child(what, flag.Arg(0)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := bench(*out, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bench measures all parts, or only one, and writes the figures.
func bench(out, only string) error {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	if err := warmUp(); err != nil {
		return err
	}
	var f figures
	for _, p := range chosen {
		if err := p.value(&f); err != nil {
			return fmt.Errorf("bench: %s: %w", p.name, err)
		}
	}
	return f.write(out)
}

// choose returns the parts of that name, or all for "".
func choose(only string) ([]part, error) {
	if only == "" {
		return parts, nil
	}
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == only })
	if i < 0 {
		return nil, fmt.Errorf("bench: no part %q; use one of %s", only, partNames())
	}
	return parts[i : i+1], nil
}

func partNames() string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// figure is the memory of a program on a device, in bytes. A program that did not compile has a fault instead.
type figure struct {
	device, program string
	activations     int64 // with a solver's share
	total           int64 // all parts
	fault           string
}

// figureOf is that of a compiled program.
func figureOf(device, program string, m run.Memory) figure {
	return figure{device: device, program: program, activations: m.Activations + m.SolverBytes, total: m.Total()}
}

// key names what a figure is of.
func (f figure) key() string { return f.device + "\t" + f.program }

// line is the figure in a file.
func (f figure) line() string {
	return fmt.Sprintf("%s\t%d\t%d\t%s\n", f.key(), f.activations, f.total, f.fault)
}

// figures are those of a file, in its order.
type figures []figure

// of finds one.
func (l figures) of(device, program string) (figure, bool) {
	for _, f := range l {
		if f.device == device && f.program == program {
			return f, true
		}
	}
	return figure{}, false
}

// readFigures reads a file; there are none where there is no file.
func readFigures(path string) (list figures, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer file.Close()
	for scanner, n := bufio.NewScanner(file), 1; scanner.Scan(); n++ {
		if strings.HasPrefix(scanner.Text(), "#") {
			continue
		}
		cells := strings.Split(scanner.Text(), "\t")
		if len(cells) != 5 {
			return nil, fmt.Errorf("gpu: %s:%d has %d cells between tabs, not 5; remove the file, or put it back from "+
				"git", path, n, len(cells))
		}
		f := figure{device: cells[0], program: cells[1], fault: cells[4]}
		var failed [2]error
		f.activations, failed[0] = strconv.ParseInt(cells[2], 10, 64)
		f.total, failed[1] = strconv.ParseInt(cells[3], 10, 64)
		if err := errors.Join(failed[:]...); err != nil {
			return nil, fmt.Errorf("gpu: %s:%d: %w", path, n, err)
		}
		list = append(list, f)
	}
	return list, nil
}

// appendTo opens a file to add figures to, from its start or after what it has.
func appendTo(path string, after bool) (io.WriteCloser, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	how := os.O_TRUNC
	if after {
		how = os.O_APPEND
	}
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|how, 0o644)
}

// tolerance is by how much a figure may grow beyond the one that is expected, relative to it. The same compiler gives
// the same figure to the byte, so whatever differs is said. Another version of XLA moves some buffers, which is no
// fault of this code. One more matrix of nodes by channels, the least that a change here is likely to cost, is 2.3 %
// of the activations of RevGNN-Deep, and more of those of the networks on ogbn-arxiv.
const tolerance = 0.02

// compared says how a figure differs from the one that is expected; "" where it does not. more tells whether it is a
// fault: the program does not compile any more, or takes more than the tolerance allows.
func compared(now, expected figure) (text string, more bool) {
	switch {
	case now.fault != "":
		return fmt.Sprintf("%s on %s does not compile: %s", now.program, now.device, now.fault), true
	case expected.fault != "" || now.activations == expected.activations && now.total == expected.total:
		return "", false
	}
	change := func(now, expected int64) float64 { return float64(now-expected) / float64(max(1, expected)) }
	a, t := change(now.activations, expected.activations), change(now.total, expected.total)
	return fmt.Sprintf("%s on %s: activations %d, expected %d (%+.2f %%); all parts %d, expected %d (%+.2f %%)",
			now.program, now.device, now.activations, expected.activations, 100*a, now.total, expected.total, 100*t),
		max(a, t) > tolerance
}

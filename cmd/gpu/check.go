package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/units"
)

// expectedFile has the figures that a check is held against.
var expectedFile = filepath.Join("cmd", "gpu", "expected.tsv")

const expectedHead = "# What gpu check has found, for a later one to be held against: device, program, bytes of " +
	"activations\n# and of all parts. gpu -update check writes it.\n"

// check compiles programs for GPUs that need not be here.
type check struct {
	build, only  string
	goOn, update bool
}

// run compiles all programs. Its error is that some do not compile, or take more memory than they did.
func (c check) run(ctx context.Context) error {
	programs, err := c.programs(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(c.build, "gpu-check.tsv")
	var found figures
	if c.goOn {
		if found, err = readFigures(path); err != nil {
			return err
		}
	}
	file, err := appendTo(path, c.goOn)
	if err != nil {
		return err
	}
	defer file.Close()
	started := time.Now()
	for i, p := range programs {
		more, err := p.compile(ctx, found, file)
		if err != nil {
			return err
		}
		found = append(found, more...)
		for _, f := range more {
			text := units.Bytes(f.total)
			if f.fault != "" {
				text = f.fault
			}
			fmt.Printf("%d of %d, %s: %s on %s, %s\n", i+1, len(programs), units.Duration(time.Since(started)),
				f.program, f.device, text)
		}
	}
	tables := tablesOf(found, programs)
	if err := os.WriteFile(filepath.Join(c.build, "gpu-check.md"), []byte(tables), 0o644); err != nil {
		return err
	}
	if c.update {
		return c.keep(found, tables)
	}
	expected, err := readFigures(expectedFile)
	if err != nil {
		return err
	}
	return verdict(found, expected, programs, os.Stdout)
}

// programs are those that were asked for.
func (c check) programs(ctx context.Context) (list []program, err error) {
	for _, of := range []func(context.Context) ([]program, error){presetSteps, presetPredictions, smallPrograms} {
		more, err := of(ctx)
		if err != nil {
			return nil, err
		}
		for _, p := range more {
			if strings.Contains(p.name, c.only) {
				list = append(list, p)
			}
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("gpu: no program's name holds %q", c.only)
	}
	return list, nil
}

// compile gives the figures of a program that were not found yet, and writes them. A program that does not compile is a
// figure, too; the error is that nothing can be compiled.
func (p program) compile(ctx context.Context, found figures, file io.Writer) (list figures, err error) {
	add := func(f figure, failed error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case failed != nil:
			f.fault = strings.Join(strings.Fields(failed.Error()), " ")
		}
		list = append(list, f)
		_, err := io.WriteString(file, f.line())
		return err
	}
	if _, is := found.of(cpu, p.name); p.here != nil && !is {
		m, failed := p.here()
		if err := add(figureOf(cpu, p.name, m), failed); err != nil {
			return list, err
		}
	}
	for _, gpu := range generations {
		if _, is := found.of(gpu.Name, p.name); is {
			continue
		}
		f := figure{device: gpu.Name, program: p.name}
		on, failed := p.on(gpu)
		if errors.Is(failed, xla.ErrNoCUDA) {
			return list, failed
		}
		if failed == nil {
			f = figureOf(gpu.Name, p.name, on[0].Memory)
		}
		if err := add(f, failed); err != nil {
			return list, err
		}
	}
	return list, nil
}

// keep makes what was found the figures that are expected, and puts the tables into the document. Programs that do not
// compile are kept out: they stay faults.
func (c check) keep(found figures, tables string) error {
	expected, err := readFigures(expectedFile)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(expectedHead)
	for _, f := range merged(expected, found, c.only == "") {
		b.WriteString(f.line())
	}
	if err := os.WriteFile(expectedFile, []byte(b.String()), 0o644); err != nil {
		return err
	}
	if c.only != "" {
		return nil // the document has whole tables
	}
	return intoDocument(filepath.Join("docs", "gpu.md"), tables)
}

// merged are the expected figures with those that were found in their place; the found ones alone where all programs
// were looked at.
func merged(expected, found figures, all bool) (list figures) {
	if !all {
		for _, f := range expected {
			if _, again := found.of(f.device, f.program); !again {
				list = append(list, f)
			}
		}
	}
	for _, f := range found {
		if f.fault == "" && f.device != cpu {
			list = append(list, f)
		}
	}
	return list
}

// verdict prints what differs or is new, and fails where something does not compile or takes more memory.
func verdict(found, expected figures, programs []program, out io.Writer) error {
	faults, differ := 0, 0
	for _, p := range programs {
		for _, gpu := range generations {
			now, is := found.of(gpu.Name, p.name)
			if !is {
				continue
			}
			then, known := expected.of(gpu.Name, p.name)
			text, more := compared(now, then)
			if !known && now.fault == "" {
				text, more = fmt.Sprintf("%s on %s is not in %s; gpu -update check puts it there", p.name, gpu.Name,
					expectedFile), false
			}
			if text != "" {
				differ++
				fmt.Fprintln(out, text)
			}
			if more {
				faults++
			}
		}
	}
	fmt.Fprintf(out, "%d programs, %d figures that differ, %d faults\n", len(programs), differ, faults)
	if faults > 0 {
		return errors.New("gpu: see the faults above; where more memory is meant to be taken, run gpu -update check")
	}
	return nil
}

package revgnn

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Comparison is a network's backward modes side by side.
type Comparison struct {
	Network string
	Modes   []ModeCost
}

// ModeCost is what a training step costs in one backward mode.
type ModeCost struct {
	Mode    Backward
	Step    time.Duration // the median of three
	Compile time.Duration
	Memory  run.Memory
	// Difference is that of all gradients, as one vector, from those of the first mode that was run: relative, in the
	// l2 norm.
	Difference float64
	Skipped    string // why it was not run, "" when it was
}

// Compare builds one training step of the network in each of its backward modes, on the whole graph, and measures time,
// memory and how far the gradients are apart. Store is left out where its layers are too many to be written out.
func Compare(m *Model, g *datasets.Graph) cell.Task[Comparison] {
	return cell.NewTask(func(ctx context.Context) (Comparison, error) { return compare(ctx, m, g) })
}

func compare(ctx context.Context, m *Model, g *datasets.Graph) (Comparison, error) {
	c := Comparison{Network: m.String()}
	w, err := m.onWhole(g)
	if err != nil {
		return c, err
	}
	defer w.close()
	var reference []float64
	var programs []*CompiledStep
	defer func() {
		for _, p := range programs {
			p.Close()
		}
	}()
	// The simplest first: it is what the others are held against.
	order := slices.Clone(options.Modes[m.Options().Family])
	slices.Reverse(order)
	for _, mode := range order {
		cost := ModeCost{Mode: mode}
		if turns := m.Options().Turns(); mode == Store && turns > mostUnrolled {
			cost.Skipped = fmt.Sprintf("not run: %d evaluations written out compile for too long", turns)
			c.Modes = append(c.Modes, cost)
			continue
		}
		other := m.in(mode)
		done := waiting.While(ctx, "building gradients")
		d, err := other.differentiate(w)
		done()
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return c, err
		}
		if reference == nil {
			reference = m.allOf(d)
		}
		cost.Difference = relativeDifference(m.allOf(d), reference, 0)
		p, err := other.Compile(g).WithContext(ctx).Done()
		if err != nil {
			return c, err
		}
		programs = append(programs, p)
		cost.Compile, cost.Memory = p.CompileTime(), p.Memory()
		c.Modes = append(c.Modes, cost)
	}
	return c, c.time(programs)
}

// time lets the programs take turns: the machine is the same for all. The first turn is not counted.
func (c Comparison) time(programs []*CompiledStep) error {
	const turns = 3
	times := make([][]time.Duration, len(programs))
	for turn := range turns + 1 {
		for i, p := range programs {
			elapsed, err := p.Run()
			if err != nil {
				return err
			}
			if turn > 0 {
				times[i] = append(times[i], elapsed)
			}
		}
	}
	i := 0
	for k := range c.Modes {
		if c.Modes[k].Skipped == "" {
			slices.Sort(times[i])
			c.Modes[k].Step = times[i][turns/2]
			i++
		}
	}
	return nil
}

// String is the table as text.
func (c Comparison) String() string { return c.Table().String() }

// Table lists the modes that were run.
func (c Comparison) Table() table.Table {
	t := table.Table{Title: "Backward modes",
		Columns: []string{"backward", "step", "compile", "activations", "gradient"},
		Note:    c.Network + "."}
	var reference Backward
	for _, m := range c.Modes {
		if m.Skipped != "" {
			t.Note += fmt.Sprintf(" %s: %s.", m.Mode, m.Skipped)
			continue
		}
		gradient := fmt.Sprintf("%.2g off", m.Difference)
		if reference == "" {
			reference, gradient = m.Mode, "reference"
		}
		t.Rows = append(t.Rows, []string{string(m.Mode), units.Seconds(m.Step.Seconds()),
			units.Seconds(m.Compile.Seconds()), kilobytes(m.Memory.Activations), gradient})
	}
	return t
}

// kilobytes writes a size with thousands of bytes as the unit, so that small networks can be told apart.
func kilobytes(n int64) string { return fmt.Sprintf("%.1f KB", float64(n)/1e3) }

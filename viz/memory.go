package viz

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// Memory draws the memory of one training step in its parts: activations, parameters and gradients, optimizer state,
// data, and the solver's where a network has one. Three or more networks that differ in depth, or in channels alone,
// are stacked areas against it; several families of that kind stand below each other, on one scale. Else each network
// is a stacked bar. The tooltip has the exact bytes and the number of parameters. The device's limit is a line where
// it is within view.
func Memory[P run.Profiled](items ...P) *Figure {
	const title = "Memory of a training step"
	var list []run.Memory
	for _, item := range present[run.Profiled](items) {
		if m := item.Profile(); m.Total() > 0 {
			list = append(list, m)
		}
	}
	switch {
	case len(items) == 0:
		return nothing(title, "No network was given.")
	case len(list) == 0:
		return nothing(title, "No memory has been measured: a run's memory is known once its first step is compiled.")
	}
	subtitle, lines := device(list)
	var f *Figure
	if families := sweptFamilies(list); len(families) > 1 {
		f = familiesFigure(families, subtitle)
	} else {
		swept, by := sweepOf(list)
		list = toldApart(swept)
		f = newFigure(memoryTitle(swept, by), subtitle, memoryPanel(list, by))
	}
	for i := range f.panels {
		f.panels[i].Limits = lines
	}
	f.Alt = memoryAlt(f.Title, list)
	f.data = memoryTable(list)
	return f
}

// memoryPanel stacks the parts of the networks: as areas against what is swept, as bars where nothing is.
func memoryPanel(list []run.Memory, by *sweep) chart.Panel {
	p := chart.Panel{Y: chart.Axis{Name: "Memory", Format: chart.AsBytes, FromZero: true}}
	look := chart.Bar
	if by != nil {
		look = chart.Area
		p.X = chart.Axis{Name: by.axis, Format: chart.AsCount, Log: true}
		for _, m := range list {
			p.X.Ticks = append(p.X.Ticks, float64(by.of(m)))
		}
	} else {
		p.X = chart.Axis{Name: "network", Categories: make([]string, len(list))}
		for i, m := range list {
			p.X.Categories[i] = memoryLabel(m)
		}
	}
	for i, part := range partsOf(list...) {
		s := chart.Series{Name: part.name, Shape: look, Color: chart.Stack(i)}
		for j, m := range list {
			x := float64(j)
			if by != nil {
				x = float64(by.of(m))
			}
			s.Add(x, float64(part.bytes(m)))
			note := ""
			if part.name == "parameters and gradients" {
				note = units.Count(m.Parameters) + " parameters"
			}
			s.Notes = append(s.Notes, note)
		}
		p.Series = append(p.Series, s)
	}
	return p
}

// familiesFigure has a panel per family, on one scale.
func familiesFigure(families [][]run.Memory, subtitle string) *Figure {
	var panels []chart.Panel
	var told []string
	top := int64(0)
	for _, family := range families {
		for _, m := range family {
			top = max(top, m.Total())
		}
		p := memoryPanel(family, &sweeps[0])
		p.Y.Name = familyAndMode(family[0])
		told = append(told, p.Y.Name+": "+lowerStart(growth(family, &sweeps[0])))
		panels = append(panels, p)
	}
	ticks := chart.NiceTicks(0, float64(top), chart.YTicks)
	for i := range panels {
		panels[i].Y.Max = math.Ceil(float64(top)/ticks[1]) * ticks[1]
	}
	head := fmt.Sprintf("Memory of a training step against depth, %d kinds of network on one scale", len(families))
	f := newFigure(head, sentences(append(told, subtitle)...), panels...)
	f.Height = 60 + 200*len(panels)
	return f
}

// memoryTitle says what the figure shows: whether activations grow with depth or channels.
func memoryTitle(list []run.Memory, by *sweep) string {
	first, last := list[0], list[len(list)-1]
	switch {
	case len(list) == 1:
		return fmt.Sprintf("Memory of a training step, %s: activations %s",
			memoryLabel(first), units.Bytes(first.Activations))
	case by != nil:
		return growth(list, by)
	case sameBut(list, memoryBackward, memoryFamily, memoryDepth):
		return "Memory of a training step by backward mode"
	case first.Depth == last.Depth, first.Depth <= 0, last.Depth <= 0: // an equilibrium network has no depth
		return fmt.Sprintf("Memory of a training step of %d networks", len(list))
	}
	byDepth := slices.SortedStableFunc(slices.Values(list),
		func(a, b run.Memory) int { return cmp.Compare(a.Depth, b.Depth) })
	return growth(byDepth, &sweeps[0])
}

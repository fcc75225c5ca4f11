package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
)

// How far apart losses may be, relative to them, in each of the steps that are compared.
const (
	checkedSteps  = 3
	mostDeviation = 1e-3
)

// check takes a few steps from the same weights on a small graph, without dropout, with our program and with each way
// of the other: the losses agree, or they do not do the same work. The second loss and those after it see the gradient
// and the optimizer, too.
func check(ctx context.Context, w work, folder string) error {
	defer os.RemoveAll(folder)
	g, err := w.source.small()
	if err == nil {
		err = handOver(g, folder)
	}
	if err != nil {
		return err
	}
	s := w.settings
	s.Dropout, s.Depth = 0, min(s.Depth, 7)
	ours, err := startOurs(ctx, w, w.mode, s, folder)
	if err != nil {
		return err
	}
	defer ours.stop()
	want, err := losses(ctx, ours)
	if err != nil {
		return err
	}
	var seen []map[string]string
	for _, r := range w.rivals {
		if r.mode != "" || r.skipped != "" || slices.ContainsFunc(seen, func(way map[string]string) bool {
			return maps.Equal(way, r.way)
		}) {
			continue
		}
		seen = append(seen, r.way)
		p, err := startPeer(ctx, w, r, s, folder, "")
		if err != nil {
			return fmt.Errorf("peers: %s: %w", w.name, err)
		}
		got, err := losses(ctx, p)
		p.stop()
		if err != nil {
			return fmt.Errorf("peers: %s: %w", w.name, err)
		}
		if !agree(got, want) {
			return fmt.Errorf("peers: %s: %s does other work: its losses on a small graph are %.6g, Kilolayer's %.6g",
				w.name, r.name, got, want)
		}
	}
	return nil
}

func losses(ctx context.Context, p *process) (list []float64, err error) {
	for range checkedSteps {
		a, err := p.step(ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, a.Loss)
	}
	return list, nil
}

// agree tells whether losses are the same but for rounding.
func agree(got, want []float64) bool {
	return slices.EqualFunc(got, want, func(a, b float64) bool {
		return max(a-b, b-a) <= mostDeviation*max(a, -a, b, -b)
	})
}

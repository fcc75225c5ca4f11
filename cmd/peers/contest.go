package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets"
)

// How often a program takes a turn: some tens of seconds of steps. A step that is slow on its own has no warm-up to
// speak of, so its first one counts.
const (
	wantedSeconds = 15
	leastTurns    = 2
	mostTurns     = 9
	slowSeconds   = 30
	turnsOfSlow   = 1
)

// turns is how many steps are taken after the first one, and whether that one counts.
func turns(first float64) (n int, firstCounts bool) {
	if first > slowSeconds {
		return turnsOfSlow, true
	}
	return min(max(int(wantedSeconds/first), leastTurns), mostTurns), false
}

// contest measures a work: ours takes turns with each of its rivals. No more than two processes are there at a time.
func contest(ctx context.Context, w work, folder string) (m measured, err error) {
	fmt.Println(w.name)
	m.work = w
	g, err := w.source.open()
	if errors.Is(err, errNotHere) {
		fmt.Println("  not measured:", err)
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("peers: %s: %w", w.name, err)
	}
	m.graph = g.String()
	fmt.Println("  " + m.graph)
	if err := check(ctx, w, filepath.Join(folder, "check")); err != nil {
		return m, err
	}
	fmt.Println("  the same losses on a small graph")
	data := filepath.Join(folder, "data")
	defer os.RemoveAll(data)
	if err := handOver(g, data); err != nil {
		return m, err
	}
	ours, err := startOurs(ctx, w, w.mode, w.settings, data)
	if err != nil {
		return m, err
	}
	defer ours.stop()
	var mine times
	a, err := ours.step(ctx)
	if err != nil {
		return m, err
	}
	mine.add(a, false)
	var others []row
	for _, r := range w.rivals {
		other, err := duel(ctx, w, r, data, ours, &mine)
		if err != nil {
			return m, err
		}
		fmt.Println("  " + other.line())
		others = append(others, other)
	}
	for len(mine.seconds) < leastTurns { // where no other could be measured
		a, err := ours.step(ctx)
		if err != nil {
			return m, err
		}
		mine.add(a, true)
	}
	own := mine.row("Kilolayer", ours)
	fmt.Println("  " + own.line())
	m.rows = append([]row{own}, others...)
	if m.note, err = note(ctx, m, g, filepath.Join(folder, "parts")); err == nil && m.note != "" {
		fmt.Println("  " + m.note)
	}
	return m, err
}

// note is a sentence about a work's measure: how near the memory's bandwidth it comes, or where its time goes. A step
// of an equilibrium network takes other evaluations on another graph, so that its parts are not known.
func note(ctx context.Context, m measured, g *datasets.Graph, folder string) (string, error) {
	if m.work.device != "" {
		return "", nil
	}
	switch m.work.program {
	case "aggregation":
		return reach(g.NumNodes, g.NumEdges(), m.work.settings.Channels, m.rows).String(), nil
	case "equilibrium":
		return "", nil
	}
	return parts(ctx, m.work, g, folder, m.rows[0].seconds)
}

// duel measures one rival in turns with ours.
func duel(ctx context.Context, w work, r rival, data string, ours *process, mine *times) (row, error) {
	name := w.title(r)
	missing := func(why string) (row, error) { return row{name: name, missing: why}, ctx.Err() }
	if r.skipped != "" {
		return missing(r.skipped)
	}
	library := jemalloc()
	if r.mode == "" && !r.glibc && library == "" && w.device == "" {
		return missing("no jemalloc on this machine")
	}
	var p *process
	var err error
	if r.mode != "" {
		p, err = startOurs(ctx, w, r.mode, w.settings, data)
	} else {
		p, err = startPeer(ctx, w, r, w.settings, data, library)
	}
	if err != nil {
		return missing(err.Error())
	}
	defer p.stop()
	if p.greeting.Parameters != ours.greeting.Parameters {
		return row{}, fmt.Errorf("peers: %s: %s has %d parameters, Kilolayer %d", w.name, name, p.greeting.Parameters,
			ours.greeting.Parameters)
	}
	a, err := p.step(ctx)
	if err != nil {
		return missing(err.Error())
	}
	var theirs times
	n, firstCounts := turns(a.Seconds)
	theirs.add(a, firstCounts)
	for range n {
		a, err := ours.step(ctx)
		if err != nil {
			return row{}, err
		}
		mine.add(a, true)
		if a, err = p.step(ctx); err != nil {
			return missing(err.Error())
		}
		theirs.add(a, true)
	}
	other := theirs.row(name, p)
	other.ours = r.mode != ""
	return other, nil
}

// title names a rival in the tables.
func (w work) title(r rival) string {
	switch {
	case r.mode != "" || w.device != "":
		return r.name
	case r.glibc:
		return r.name + ", glibc"
	}
	return r.name + ", jemalloc"
}

package viz

import (
	"fmt"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Progress follows a sweep while it trains: a row per run with its setting, how far it is, its loss, its best
// validation metric and the time left.
//
// In a notebook it is one output block, updated at most four times a second, whose last state stays in the saved
// notebook. In a terminal or a log it is a line for each run that ends.
func Progress() run.SweepObserver { return &progress{to: gonb{}, now: time.Now} }

type progress struct {
	to  front
	now func() time.Time

	id    string // of the output block
	drawn time.Time
	sweepState
}

// Started shows the block before the first run.
func (p *progress) Started(runs []run.SweepRun) {
	p.id = "kilolayer-sweep-" + gonbui.UniqueId()
	p.runs = runs
	if !p.to.notebook() {
		fmt.Fprintln(p.to.text(), "sweep: "+p.counts())
		return
	}
	p.draw()
}

// Updated takes how far a run is, and draws when the last drawing is old enough.
func (p *progress) Updated(i int, r run.SweepRun) {
	before := p.runs[i].Status
	p.runs[i] = r
	switch {
	case p.to.notebook():
		if p.now().Sub(p.drawn) >= liveEvery {
			p.draw()
		}
	case r.Status != before && r.Status != run.Running && r.Status != run.Waiting:
		fmt.Fprintln(p.to.text(), runLine(r))
	}
}

// Finished draws the last state and waits until it has arrived.
func (p *progress) Finished(err error) {
	p.ended, p.problem = true, err
	if !p.to.notebook() {
		fmt.Fprintln(p.to.text(), "sweep: "+p.counts())
		return
	}
	p.draw()
	p.to.sync()
}

func (p *progress) draw() {
	p.drawn = p.now()
	p.to.update(p.id, p.block())
}

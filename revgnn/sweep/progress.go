package sweep

import (
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// progress brings a run of a sweep up to date as it trains.
type progress struct {
	change func(set func(*run.SweepRun)) error
	first  *run.Record // the second step of this process, as the first one compiles
	steps  int         // of this process
}

// Started implements run.Observer.
func (p *progress) Started(info run.Info, _ run.Memory, history []run.Record) {
	_ = p.change(func(r *run.SweepRun) { // nothing that is kept on disk
		r.Metric, r.LessIsBetter, r.Steps = info.Metric, info.LessIsBetter, info.Steps()
		r.Step, r.Loss, r.Best, r.Elapsed = 0, nil, nil, 0
		for _, record := range history {
			r.Take(record)
		}
	})
}

// Recorded implements run.Observer.
func (p *progress) Recorded(record run.Record) {
	if record.Kind == run.Step {
		p.steps++
		if p.steps == 2 {
			p.first = &record
		}
	}
	_ = p.change(func(r *run.SweepRun) {
		r.Take(record)
		if p.first != nil && record.Step > p.first.Step {
			step := (record.Elapsed - p.first.Elapsed) / time.Duration(record.Step-p.first.Step)
			r.Left = step * time.Duration(r.Steps-record.Step)
		}
	})
}

// Finished implements run.Observer. The training's error tells more.
func (*progress) Finished(run.Status, error) {}

package viz

import (
	"fmt"
	"time"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// liveState is how far a run is, from all records so far.
type liveState struct {
	id      string // of the display
	trace   trace
	memory  run.Memory // of the compiled step
	status  run.Status
	problem error
	last    run.Record
	rate    *float64     // the learning rate, nil while it is not known
	bytes   int64        // of the process
	rates   chart.Points // learning rate by step
	held    chart.Points // bytes of the process by step
	clock   chart.Points // seconds of training by step
	failed  int          // solves that did not converge

	// Of this process alone, for the time left.
	steps   []int
	elapsed []time.Duration
}

// begin is a run with the records that it has so far, shown under an id.
func (l *liveState) begin(id string, info run.Info, memory run.Memory, history []run.Record) {
	*l = liveState{id: id, memory: memory, status: run.Running, trace: follow(info.Data.Name, info, nil)}
	for _, r := range history {
		l.take(r)
	}
}

// take adds a record.
func (l *liveState) take(r run.Record) {
	l.trace.add(r)
	l.last = r
	if r.LearningRate != nil {
		l.rate = r.LearningRate
		l.rates.Add(float64(r.Step), *r.LearningRate)
	}
	if r.LiveBytes > 0 {
		l.bytes = r.LiveBytes
		l.held.Add(float64(r.Step), float64(r.LiveBytes))
	}
	for _, s := range []*run.Solve{r.Forward, r.Backward} {
		if s.Failed() {
			l.failed++
		}
	}
	if r.Kind == run.Step {
		if l.clock.Len() == 0 {
			l.clock.Add(0, 0)
		}
		l.clock.Add(float64(r.Step), r.Elapsed.Seconds())
		l.steps = append(l.steps, r.Step)
		l.elapsed = append(l.elapsed, r.Elapsed)
	}
}

// number is one named value of the block.
type number struct{ Name, Value, Note string }

func (l *liveState) numbers() (list []number) {
	if n := l.trace.loss.Len(); n > 0 {
		list = append(list, number{"loss", units.Number(l.trace.loss.Y[n-1]), ""})
	}
	if n := l.trace.valid.Len(); n > 0 {
		best := ""
		if b := l.trace.best; b >= 0 {
			best = fmt.Sprintf("best %s at step %s", l.trace.info.Score(l.trace.valid.Y[b]),
				units.Count(l.trace.valid.X[b]))
		}
		list = append(list, number{"validation " + lowerFirst(metricName(l.trace.info.Metric)),
			l.trace.info.Score(l.trace.valid.Y[n-1]), best})
	}
	if l.rate != nil {
		list = append(list, number{"learning rate", units.Number(*l.rate), ""})
	}
	if l.bytes > 0 {
		list = append(list, number{"process memory", units.Bytes(l.bytes), ""})
	}
	if l.memory.Activations > 0 {
		list = append(list, number{"activations", units.Bytes(l.memory.Activations), ""})
	}
	return list
}

// words is all of it in words, for a line.
func (l *liveState) words() []string {
	list := append([]string{l.statusText()}, l.progress()...)
	for _, n := range l.numbers() {
		list = append(list, n.Name+" "+n.Value)
	}
	if l.problem != nil {
		list = append(list, l.problem.Error())
	}
	return list
}

// fraction is how much of the run is done, between 0 and 1.
func (l *liveState) fraction() float64 {
	if l.status == run.Complete { // also before its last step, when it was stopped early
		return 1
	}
	all := l.trace.info.Steps()
	if all <= 0 {
		return 0
	}
	return min(1, float64(l.trace.steps)/float64(all))
}

func (l *liveState) statusText() string {
	switch l.status {
	case run.Running:
		if len(l.steps) == 0 {
			return "compiling the first step"
		}
		return "training"
	case run.Complete:
		if l.trace.steps < l.trace.info.Steps() {
			return "complete, stopped early"
		}
		return "complete"
	case run.Interrupted:
		return "interrupted; run the cell again to go on"
	case run.Failed:
		if n := l.trace.loss.Len(); n > 0 && !chart.Finite(l.trace.loss.Y[n-1]) {
			return fmt.Sprintf("failed: the loss is %g at step %s", l.trace.loss.Y[n-1],
				units.Count(l.trace.loss.X[n-1]))
		}
		return "failed at step " + units.Count(l.trace.steps)
	}
	return string(l.status)
}

// progress says how far the run is.
func (l *liveState) progress() []string {
	info := l.trace.info
	left := info.Steps() - l.trace.steps
	list := []string{"step " + of(l.trace.steps, info.Steps())}
	if epochs := info.Training.Epochs; epochs > 0 && l.last.Epoch > 0 {
		list = append(list, "epoch "+of(l.last.Epoch, epochs))
	}
	if l.last.Elapsed > 0 {
		list = append(list, units.Duration(l.last.Elapsed)+" elapsed")
	}
	if l.status == run.Running && left > 0 {
		if step := pace(l.steps, l.elapsed); step > 0 {
			list = append(list, "about "+units.Duration(step*time.Duration(left))+" left")
		}
	}
	switch {
	case l.failed == 1:
		list = append(list, "1 failed solve")
	case l.failed > 1:
		list = append(list, units.Count(l.failed)+" failed solves")
	}
	return list
}

package sweep

import (
	"math"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// toTheEnd is more epochs than any run has.
const toTheEnd = math.MaxInt

// pause stops a training at the first evaluation after a number of epochs. It can be gone on with.
type pause struct {
	epochs int
	stop   func()
}

// Started implements run.Observer.
func (pause) Started(run.Info, run.Memory, []run.Record) {}

// Recorded implements run.Observer.
func (p pause) Recorded(r run.Record) {
	if r.Kind == run.Evaluation && r.Epoch >= p.epochs {
		p.stop()
	}
}

// Finished implements run.Observer.
func (pause) Finished(run.Status, error) {}

// score is what a run has reached after a number of epochs.
type score struct {
	valid float64 // the best metric on validation nodes so far; NaN where none was measured
	info  run.Info
}

// scoreAt reads what the run in a directory had reached at the first evaluation after a number of epochs. far is false
// where it has none: then it is what there is. Later records do not count, so it is the same whenever it is asked.
func scoreAt(directory string, epochs int) (s score, far bool) {
	if !run.Exists(directory) {
		return score{valid: math.NaN()}, false
	}
	r, err := run.Open(directory)
	if err != nil {
		return score{valid: math.NaN()}, false
	}
	s = score{math.NaN(), r.Info()}
	for _, record := range r.History() {
		if record.Kind != run.Evaluation {
			continue
		}
		if v := record.Valid; v != nil && (math.IsNaN(s.valid) || s.info.Better(*v, s.valid)) {
			s.valid = *v
		}
		if record.Epoch >= epochs {
			return s, true
		}
	}
	return s, false
}

package revgnn

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// sweeping is one process's work on a sweep.
type sweeping struct {
	*SweepBuilder
	settings []Setting
	stop     chan struct{} // closed when all trainings are to end
	ended    chan ending

	mu     sync.Mutex // of all below, which trainings write to
	record *run.Sweep
	list   []run.SweepRun // of the settings first, then what the directory holds beside them
}

// ending is how a run ended.
type ending struct {
	run   int
	bytes int64
	err   error
}

func newSweeping(b *SweepBuilder, settings []Setting, record *run.Sweep) *sweeping {
	return &sweeping{SweepBuilder: b, settings: settings, stop: make(chan struct{}), ended: make(chan ending),
		record: record, list: record.List()}
}

// work trains all runs that are not complete, in their order, each as soon as there is a place and memory for it.
func (s *sweeping) work(interrupts <-chan os.Signal) (failed error) {
	end := func(err error) {
		if failed == nil {
			failed = err
			close(s.stop)
		}
	}
	var next *TrainBuilder // the training of run number i, once it is built
	var bytes, used int64
	i, working := 0, 0
	for {
		for failed == nil && i < len(s.settings) && working < s.atOnce {
			select {
			case <-interrupts:
				end(ErrInterrupted)
				continue
			default:
			}
			if next == nil {
				if s.list[i].Status == run.Failed && !s.retry {
					i++
					continue
				}
				var err error
				if next, bytes, err = s.build(i); err != nil {
					if err := s.fail(i, bytes, err); err != nil {
						end(err)
					}
					next = nil
					i++
					continue
				}
			}
			if s.limited && used+bytes > s.memory {
				break // until another run ends
			}
			if err := s.begin(i, bytes); err != nil {
				end(err)
				continue
			}
			used += bytes
			working++
			go s.train(i, next, bytes)
			next = nil
			i++
		}
		if working == 0 {
			return failed
		}
		select {
		case <-interrupts:
			end(ErrInterrupted)
		case o := <-s.ended:
			working--
			used -= o.bytes
			if err := s.finish(o); err != nil {
				end(err)
			}
		}
	}
}

// errTooLarge marks a run that the sweep's memory does not suffice for.
var errTooLarge = errors.New("too large")

// build makes the training of run number i and tells the memory it needs: none for one that is complete, whose settings are
// looked at and no more.
func (s *sweeping) build(i int) (b *TrainBuilder, bytes int64, err error) {
	err = try(func() (err error) {
		if b, err = s.of.build(s.settings[i]); err != nil || s.list[i].Status == run.Complete {
			return err
		}
		bytes = b.estimate().Total()
		return nil
	})
	if err == nil && s.limited && bytes > s.memory {
		err = errTooLarge
	}
	return b, bytes, err
}

// train trains run number i. What it throws is its error.
func (s *sweeping) train(i int, b *TrainBuilder, bytes int64) {
	err := try(func() error {
		b.stop = s.stop
		_, err := b.WithDirectory(filepath.Join(s.record.Dir(), s.list[i].Name)).WithObserver(&progress{sweeping: s, run: i}).Done()
		return err
	})
	s.ended <- ending{i, bytes, err}
}

// begin records that a run starts.
func (s *sweeping) begin(i int, bytes int64) error {
	if s.list[i].Status == run.Complete {
		return nil
	}
	return s.change(i, func(r *run.SweepRun) { r.Status, r.Reason, r.Memory = run.Running, "", bytes })
}

// fail records that a run failed, or was not run.
func (s *sweeping) fail(i int, bytes int64, why error) error {
	return s.change(i, func(r *run.SweepRun) {
		r.Status, r.Reason, r.Memory = run.Failed, why.Error(), bytes
		if why == errTooLarge {
			r.Status, r.Reason = run.NotRun, s.tooLarge(bytes)
		}
	})
}

// finish records how a run ended. Its error is what ends the sweep.
func (s *sweeping) finish(o ending) error {
	switch {
	case o.err == nil:
		return s.change(o.run, func(r *run.SweepRun) { r.Status, r.Left = run.Complete, 0 })
	case errors.Is(o.err, ErrInterrupted):
		return cmp.Or(s.change(o.run, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 }), error(ErrInterrupted))
	case errors.Is(o.err, run.ErrAnother):
		err := s.change(o.run, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 })
		return cmp.Or(err, fmt.Errorf("revgnn: the sweep ended: %w", o.err))
	}
	return s.fail(o.run, s.list[o.run].Memory, o.err)
}

// change sets how far a run is, on disk as well where its status or reason changes, and tells the observers.
func (s *sweeping) change(i int, set func(*run.SweepRun)) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.list[i]
	set(&s.list[i])
	after := s.list[i]
	if before.Status != after.Status || before.Reason != after.Reason || before.Memory != after.Memory {
		err = s.record.Set(i, after.Status, after.Reason, after.Memory)
	}
	for _, o := range s.observers {
		o.Updated(i, after)
	}
	return err
}

func (s *sweeping) observe(tell func(run.SweepObserver)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.observers {
		tell(o)
	}
}

// progress brings a run of a sweep up to date as it trains.
type progress struct {
	*sweeping
	run   int
	first *run.Record // the second step of this process, as the first one compiles
	steps int         // of this process
}

// Started implements run.Observer.
func (p *progress) Started(info run.Info, _ run.Memory, history []run.Record) {
	_ = p.change(p.run, func(r *run.SweepRun) { // nothing that is kept on disk
		r.Metric, r.Steps = info.Metric, info.Steps
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
	_ = p.change(p.run, func(r *run.SweepRun) {
		r.Take(record)
		if p.first != nil && record.Step > p.first.Step {
			step := (record.Elapsed - p.first.Elapsed) / time.Duration(record.Step-p.first.Step)
			r.Left = step * time.Duration(r.Steps-record.Step)
		}
	})
}

// Finished implements run.Observer. The training's error tells more.
func (*progress) Finished(run.Status, error) {}

package mlflow

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Observer is a run.Observer that sends a run to a tracking server. Start it with To.
type Observer struct {
	server, experiment, name string
	tags                     []pair
	http                     *http.Client
	say                      func(error)
	every, patience          time.Duration

	lock     sync.Mutex
	waiting  []run.Record // not sent yet
	ended    run.Status   // "" while the run goes on
	err      error        // the last one; nil once all was sent
	said     bool
	ending   chan struct{} // closed by Finished
	finished chan struct{} // closed when nothing more is sent
	cancel   context.CancelFunc
}

// To sends a run to the experiment of a name on a server, such as "http://127.0.0.1:5000"; "" takes the server that
// MLFLOW_TRACKING_URI names. The experiment is made where it is not there.
//
// A training never waits for the server, but for the last records at its end, up to 10 seconds. An error never ends a
// training: it is said once, on standard error, and what was not sent is kept and tried again. What is still not sent
// at the end is said as well; Log sends it later, and so does the training when it is gone on with.
func To(server, experiment string) *Observer {
	return &Observer{server: server, experiment: experiment, every: time.Second, patience: 10 * time.Second,
		say: func(err error) { fmt.Fprintf(os.Stderr, "%v\n", err) }}
}

// WithName names the run; without it the server makes a name up.
func (o *Observer) WithName(name string) *Observer { o.name = name; return o }

// WithTag adds a tag to the run.
func (o *Observer) WithTag(name, value string) *Observer {
	o.tags = append(o.tags, pair{keyed(name), value})
	return o
}

// WithClient sets what calls the server, as for one that asks who calls. By default a call ends after 30 seconds.
func (o *Observer) WithClient(c *http.Client) *Observer { o.http = c; return o }

// WithErrors says errors by a function in place of a line on standard error. It is called from another goroutine.
func (o *Observer) WithErrors(say func(error)) *Observer { o.say = say; return o }

// Err is what kept records from being sent so far; nil once all were. After the run's end it stays.
func (o *Observer) Err() error {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.err
}

// Started implements run.Observer.
func (o *Observer) Started(info run.Info, _ run.Memory, history []run.Record) {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.waiting, o.ended, o.err, o.said = slices.Clone(history), "", nil, false
	o.ending, o.finished = make(chan struct{}), make(chan struct{})
	c, err := newClient(o.server, o.http)
	if err != nil {
		o.err, o.said = err, true
		o.say(err)
		close(o.finished)
		o.cancel = func() {}
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	o.cancel = cancel
	go o.work(ctx, &tracked{client: c, experiment: o.experiment, name: o.name, tags: o.tags, info: info})
}

// Recorded implements run.Observer.
func (o *Observer) Recorded(r run.Record) {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.waiting = append(o.waiting, r)
}

// Finished implements run.Observer.
func (o *Observer) Finished(status run.Status, _ error) {
	o.lock.Lock()
	o.ended = status
	close(o.ending)
	o.lock.Unlock()
	select {
	case <-o.finished:
	case <-time.After(o.patience):
	}
	o.cancel()
	<-o.finished
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.err != nil {
		o.say(fmt.Errorf("%w; %d records and the end of the run were not sent: mlflow.Log sends them", o.err,
			len(o.waiting)))
	}
}

// work sends what is waiting, again and again, until all of a run that ended is sent or the context is cancelled.
func (o *Observer) work(ctx context.Context, t *tracked) {
	defer close(o.finished)
	const slowest = 30 * time.Second // between two calls to a server that does not answer
	pause := o.every
	for {
		done, err := o.flush(ctx, t)
		switch {
		case done:
			return
		case ctx.Err() != nil:
			o.late(t)
			return
		case err != nil:
			o.fail(err)
			pause = min(2*pause, slowest)
		default:
			pause = o.every
		}
		ending := o.ending
		select {
		case <-ending: // then it is tried more often, as the program waits
			ending, pause = nil, min(pause, o.every)
		default:
		}
		select {
		case <-ctx.Done():
			o.late(t)
			return
		case <-ending:
		case <-time.After(pause):
		}
	}
}

// flush sends what is waiting now. done tells that it was the last of a run that ended.
func (o *Observer) flush(ctx context.Context, t *tracked) (done bool, err error) {
	o.lock.Lock()
	records, ended := slices.Clone(o.waiting), o.ended
	o.lock.Unlock()
	if err := t.open(ctx); err != nil {
		return false, err
	}
	sent, err := t.send(ctx, records)
	o.lock.Lock()
	o.waiting = o.waiting[sent:]
	if err == nil {
		o.err = nil
	}
	o.lock.Unlock()
	if err != nil || ended == "" {
		return false, err
	}
	return true, t.update(ctx, t.id, ended, time.Now())
}

// fail keeps an error, and says the first one.
func (o *Observer) fail(err error) {
	o.lock.Lock()
	first := !o.said
	o.err, o.said = err, true
	o.lock.Unlock()
	if first {
		o.say(fmt.Errorf("%w; the training goes on, and what is not sent is kept", err))
	}
}

// late keeps that the time at the end was too short, where no error says why.
func (o *Observer) late(t *tracked) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.err == nil {
		o.err = fmt.Errorf("mlflow: %s did not take all within %v", t.client.server, o.patience)
	}
}

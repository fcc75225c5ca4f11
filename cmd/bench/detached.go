package main

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/kilolayer/kilolayer/internal/statistics"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

const (
	// firstChartMost is how long after the start of a cell's program the first curve of a detached run may come.
	firstChartMost = 5 // seconds
	// followerMost is the share of the processors' time that a follower may take. A run that keeps all of them busy
	// loses no more than that. Its steps in turns differ by more from turn to turn, so their ratio has no limit.
	followerMost = 0.005

	followRounds = 15
	followTurn   = 5 * time.Second
)

// detached measures how long it takes from the start of a cell's program, which the kernel has compiled by then, until
// the notebook has the live block of the run that the program detaches and follows, and until that has its first curve.
// Then the run trains on, followed and not in turns: a follower that is not to follow is stopped. The network is that
// of depth, of 7 layers.
func (f *figures) detached() (err error) {
	folder, err := os.MkdirTemp("", "kilolayer-detached-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	n, err := openNotebook(folder)
	if err != nil {
		return err
	}
	defer n.close()
	directory := filepath.Join(folder, "run")
	cell, err := taskCommand("detached", directory)
	if err != nil {
		return err
	}
	cell.Env = append(cell.Env, n.environment()...)
	began := time.Now()
	if err := cell.Start(); err != nil {
		return err
	}
	defer func() {
		_ = cell.Process.Kill() // which may be stopped
		_ = cell.Wait()
		if _, writes := run.Writer(directory); writes {
			_, stopped := run.Stop(directory)
			err = errors.Join(err, stopped)
		}
	}()
	const patience = time.Minute
	for _, wanted := range []named[<-chan time.Time]{{"first_block_s", n.block}, {"first_chart_s", n.curve}} {
		select {
		case at := <-wanted.value:
			if took := at.Sub(began).Seconds(); wanted.name == "first_chart_s" {
				f.limit("detached/"+wanted.name, took, firstChartMost, "s")
			} else {
				f.add("detached/"+wanted.name, took, "s")
			}
		case <-time.After(patience):
			return fmt.Errorf("no %s within %v: %s", wanted.name, patience, run.LastLine(directory))
		}
	}
	return f.followed(directory, cell)
}

// followed compares the steps of a run while another process follows it with those while that one is stopped.
func (f *figures) followed(directory string, follower *exec.Cmd) error {
	r, err := run.Open(directory)
	if err != nil {
		return err
	}
	// turn is how long a step takes, on average, for a while.
	turn := func(signal syscall.Signal) (seconds float64, err error) {
		if err := follower.Process.Signal(signal); err != nil {
			return 0, err
		}
		from, err := lastStep(r)
		if err != nil {
			return 0, err
		}
		time.Sleep(followTurn)
		to, err := lastStep(r)
		if err == nil && to.Step <= from.Step {
			err = fmt.Errorf("the run takes no steps: %s", run.LastLine(directory))
		}
		return (to.Elapsed - from.Elapsed).Seconds() / float64(to.Step-from.Step), err
	}
	if _, err := turn(syscall.SIGCONT); err != nil { // which warms up
		return err
	}
	signals := []syscall.Signal{syscall.SIGCONT, syscall.SIGSTOP}
	var alone, ratios []float64
	var busy time.Duration
	for range followRounds {
		times := map[syscall.Signal]float64{}
		for _, signal := range signals {
			before, err := cpuTime(follower.Process.Pid)
			if err != nil {
				return err
			}
			if times[signal], err = turn(signal); err != nil {
				return err
			}
			after, err := cpuTime(follower.Process.Pid)
			if err != nil {
				return err
			}
			busy += after - before
		}
		slices.Reverse(signals) // so that what changes slowly counts for neither
		alone = append(alone, times[syscall.SIGSTOP])
		ratios = append(ratios, times[syscall.SIGCONT]/times[syscall.SIGSTOP])
	}
	itself := func(v float64) float64 { return v }
	f.add("detached/step_s", medianOf(alone, itself), "s")
	f.add("detached/followed_over_alone", medianOf(ratios, itself), "ratio")
	low, high := statistics.Interval(ratios, 0.95)
	f.add("detached/followed_over_alone/low", low, "ratio")
	f.add("detached/followed_over_alone/high", high, "ratio")
	available := (followRounds * followTurn).Seconds() * float64(runtime.NumCPU())
	f.limit("detached/follower_of_processors", busy.Seconds()/available, followerMost, "ratio")
	return nil
}

// lastStep is the last step that a run has taken.
func lastStep(r *run.Run) (run.Record, error) {
	if _, err := r.Refresh(); err != nil {
		return run.Record{}, err
	}
	for _, record := range slices.Backward(r.History()) {
		if record.Kind == run.Step {
			return record, nil
		}
	}
	return run.Record{}, fmt.Errorf("no step in %s", r.Dir())
}

// detachAndFollow is what a cell does: it detaches a training that takes long, and follows it.
func detachAndFollow(directory string) (any, error) {
	g, err := proteins()
	if err != nil {
		return nil, err
	}
	m, err := revgnn.Reversible(conv.GEN()).WithDepth(7).WithChannels(channels).WithGroups(groups).
		WithDropout(dropout).For(g).Done()
	if err != nil {
		return nil, err
	}
	const forever = 1_000_000 // epochs
	_, err = revgnn.Train(m, g).WithEpochs(forever).WithEvaluationEvery(forever).WithDirectory(directory).Detach()
	if err != nil {
		return nil, err
	}
	_, err = viz.FollowContext(context.Background(), directory)
	return nil, err
}

// notebook stands for a GoNB kernel, which reads from a pipe what a cell shows.
type notebook struct {
	pipe, back *os.File
	// When the first live block came, and the first one with a curve.
	block, curve <-chan time.Time
}

// openNotebook makes the pipes in a folder and reads what comes.
func openNotebook(folder string) (*notebook, error) {
	open := func(name string) (*os.File, error) {
		path := filepath.Join(folder, name)
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return os.OpenFile(path, os.O_RDWR, 0) // which waits for nobody
	}
	pipe, err := open("pipe")
	if err != nil {
		return nil, err
	}
	back, err := open("back")
	if err != nil {
		pipe.Close()
		return nil, err
	}
	block, curve := make(chan time.Time, 1), make(chan time.Time, 1)
	go func() {
		blocks, curves := 0, 0
		for from := gob.NewDecoder(pipe); ; {
			var shown protocol.DisplayData
			if from.Decode(&shown) != nil {
				return // the pipe is closed
			}
			text, _ := shown.Data[protocol.MIMETextHTML].(string)
			if shown.DisplayID == "" || text == "" {
				continue
			}
			now := time.Now()
			if blocks++; blocks == 1 {
				block <- now
			}
			if !strings.Contains(text, "The curves begin with the first step") {
				if curves++; curves == 1 {
					curve <- now
				}
			}
		}
	}()
	return &notebook{pipe, back, block, curve}, nil
}

// environment is what tells a program of the kernel.
func (n *notebook) environment() []string {
	return []string{protocol.GONB_PIPE_ENV + "=" + n.pipe.Name(), protocol.GONB_PIPE_BACK_ENV + "=" + n.back.Name()}
}

func (n *notebook) close() {
	n.pipe.Close()
	n.back.Close()
}

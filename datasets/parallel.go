package datasets

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls do for ranges of at most grain numbers that together are 0 … n−1, on all cores. It returns when all
// calls have.
func inParallel(n, grain int, do func(from, to int)) {
	onWorkers(runtime.GOMAXPROCS(0), n, grain, func(_, from, to int) { do(from, to) })
}

// onWorkers is inParallel on at most the given number of cores, the workers. No two calls for one worker, numbered from
// 0, run at the same time.
func onWorkers(workers, n, grain int, do func(worker, from, to int)) {
	ranges := (n + grain - 1) / grain
	var next atomic.Int64
	work := func(worker int) {
		for i := int(next.Add(1)) - 1; i < ranges; i = int(next.Add(1)) - 1 {
			do(worker, i*grain, min(n, (i+1)*grain))
		}
	}
	workers = min(workers, runtime.GOMAXPROCS(0), ranges)
	var others sync.WaitGroup
	for worker := 1; worker < workers; worker++ {
		others.Go(func() { work(worker) })
	}
	work(0)
	others.Wait()
}

// first returns the lowest number from 0 to n−1 that is wanted, or n when none is. find returns the lowest in a range,
// or its end.
func first(n, grain int, find func(from, to int) int) int {
	var lowest atomic.Int64
	lowest.Store(int64(n))
	inParallel(n, grain, func(from, to int) {
		if int64(from) >= lowest.Load() {
			return
		}
		at := int64(find(from, to))
		for at < int64(to) {
			known := lowest.Load()
			if at >= known || lowest.CompareAndSwap(known, at) {
				return
			}
		}
	})
	return int(lowest.Load())
}

// atOnce does all jobs at the same time. Of several errors, that of the first job is returned.
func atOnce(jobs ...func() error) error {
	errs := make([]error, len(jobs))
	var all sync.WaitGroup
	for i, job := range jobs {
		all.Go(func() { errs[i] = job() })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

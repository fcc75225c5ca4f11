package datasets

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func TestInParallelCoversAllOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, c := range []struct{ n, grain int }{{0, 1}, {1, 1}, {7, 3}, {9, 3}, {100, 1}, {5, 100}} {
		t.Run(fmt.Sprintf("%d by %d", c.n, c.grain), func(t *testing.T) {
			times := make([]atomic.Int32, c.n)
			inParallel(c.n, c.grain, func(from, to int) {
				if from%c.grain != 0 || to-from > c.grain || to <= from {
					t.Errorf("range %d to %d", from, to)
				}
				for i := from; i < to; i++ {
					times[i].Add(1)
				}
			})
			for i := range times {
				if got := times[i].Load(); got != 1 {
					t.Errorf("%d came %d times", i, got)
				}
			}
		})
	}
}

func TestOnWorkersKeepsWorkersApart(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var busy [2]atomic.Int32
	onWorkers(2, 1000, 1, func(worker, _, _ int) {
		if busy[worker].Add(1) != 1 {
			t.Errorf("worker %d does two things", worker)
		}
		runtime.Gosched()
		busy[worker].Add(-1)
	})
}

// The lowest wins, whichever core is done earlier.
func TestFirst(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, c := range []struct {
		wanted []int
		want   int
	}{{nil, 1000}, {[]int{0}, 0}, {[]int{999}, 999}, {[]int{12, 13, 500}, 12}, {[]int{19, 20, 21}, 19}} {
		for range 50 {
			is := map[int]bool{}
			for _, i := range c.wanted {
				is[i] = true
			}
			got := first(1000, 10, func(from, to int) int {
				for i := from; i < to; i++ {
					if is[i] {
						return i
					}
				}
				return to
			})
			if got != c.want {
				t.Fatalf("%v: got %d, want %d", c.wanted, got, c.want)
			}
		}
	}
}

func TestFirstThoughALaterOneComesLater(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	begun, found := make(chan bool), make(chan bool)
	got := first(20, 10, func(from, to int) int {
		if from == 0 {
			<-begun
			close(found)
			return 5
		}
		close(begun)
		<-found
		time.Sleep(5 * time.Millisecond) // so that 5 is known
		return 15
	})
	if got != 5 {
		t.Errorf("got %d, want 5", got)
	}
}

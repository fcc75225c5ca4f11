package ogb

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// A gzip file can only be unpacked from front to end, so one goroutine does that and cuts the text at line ends. Others
// parse the chunks at the same time. A chunk knows the number of its lines, so what is parsed goes to its place in
// whatever order the chunks are done. Each goroutine has one chunk at most, so few are in memory.

// each lets parse read the file's chunks, on the given number of goroutines at once. Of several errors, that of the
// first line is returned.
func (l *lines) each(goroutines int, parse func(c *chunk) error) error {
	work, free := make(chan *chunk), make(chan *chunk, goroutines+1)
	for range goroutines + 1 {
		free <- &chunk{}
	}
	var failed atomic.Bool
	var first error
	var firstLine int
	var lock sync.Mutex
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for c := range work {
				if err := parse(c); err != nil {
					lock.Lock()
					if first == nil || c.number < firstLine {
						first, firstLine = err, c.number
					}
					lock.Unlock()
					failed.Store(true)
				}
				free <- c
			}
		})
	}
	var end error
	for end == nil && !failed.Load() {
		c := <-free
		if end = l.cut(c); end == nil {
			work <- c
		}
	}
	close(work)
	all.Wait()
	if first != nil || end == io.EOF {
		return first
	}
	return end
}

// rows lets parse read each line of a file of want lines, with its row from 0, on all cores. room is the
// number of rows that the caller has memory for; see atMost.
func (l *lines) rows(want int, wanted string, room int, parse func(c *chunk, row int) error) error {
	return l.eachOf(want, wanted, func(c *chunk) error {
		for c.next() {
			if err := c.checkRow(want, wanted, room); err != nil {
				return err
			}
			if err := parse(c, c.number-1); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachOf lets parse read the chunks of a file of want lines on all cores.
func (l *lines) eachOf(want int, wanted string, parse func(c *chunk) error) error {
	err := l.each(runtime.GOMAXPROCS(0), parse)
	if err == nil && l.number < want {
		err = fmt.Errorf("%s has %d lines; there are %d %s", l.path, l.number, want, wanted)
	}
	return err
}

// checkRow refuses a line beyond the last one.
func (c *chunk) checkRow(want int, wanted string, room int) error {
	switch {
	case c.number > want:
		return c.errorf("one line too many; there are %d %s", want, wanted)
	case c.number > room: // after a line that is too short, unless the file has grown
		return c.errorf("more lines than fit its size; the file changes while it is read")
	}
	return nil
}

// inOrder lets parse read each line, one after the other.
func (l *lines) inOrder(parse func(c *chunk) error) error {
	return l.each(1, func(c *chunk) error {
		for c.next() {
			if err := parse(c); err != nil {
				return err
			}
		}
		return nil
	})
}

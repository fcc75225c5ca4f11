package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/kilolayer/kilolayer/units"
)

// bandwidth measures the memory's, in bytes a second: the best of some rounds of STREAM's triad a = b + s·c on all
// cores, over arrays that fit no cache of a usual machine. It counts 24 bytes an element, as STREAM does (McCalpin
// 1995).
func bandwidth() float64 {
	const elements, rounds, bytesEach = 1 << 26, 6, 24
	a, b, c := make([]float64, elements), make([]float64, elements), make([]float64, elements)
	parts := runtime.GOMAXPROCS(0)
	best := 0.0
	for round := range rounds {
		start := time.Now()
		var all sync.WaitGroup
		for i := range parts {
			from, to := elements/parts*i, elements/parts*(i+1)
			all.Go(func() { triad(a[from:to], b[from:to], c[from:to]) })
		}
		all.Wait()
		if round > 0 { // the first one gets the pages
			best = max(best, elements*bytesEach/time.Since(start).Seconds())
		}
	}
	return best
}

func triad(a, b, c []float64) {
	const scalar = 3
	b, c = b[:len(a)], c[:len(a)]
	for i := range a {
		a[i] = b[i] + scalar*c[i]
	}
}

// reached is how near the memory's bandwidth an aggregation comes.
type reached struct {
	least, gathered int64   // bytes
	bandwidth       float64 // bytes a second
	rows            []row
}

// reach measures the bandwidth beside the rows of an aggregation.
func reach(nodes, edges, channels int, rows []row) reached {
	r := reached{bandwidth: bandwidth(), rows: rows}
	r.least, r.gathered = moved(nodes, edges, channels)
	return r
}

// moved counts the bytes of one weighted sum by target: at least each node's row read and written once, and a source, a
// target and a weight an edge; at most, where no row stays in a cache, a row read for each edge.
func moved(nodes, edges, channels int) (least, gathered int64) {
	const number, edge = 4, 12 // bytes
	width := int64(number * channels)
	common := int64(edge*edges) + int64(nodes)*width
	return common + int64(nodes)*width, common + int64(edges)*width
}

// String is a sentence.
func (r reached) String() string {
	var shares []string
	for _, row := range r.rows {
		if row.missing != "" {
			continue
		}
		share := func(bytes int64) float64 { return 100 * float64(bytes) / row.seconds / r.bandwidth }
		shares = append(shares, fmt.Sprintf("%s %.0f%% and %.0f%%", row.name, share(r.least), share(r.gathered)))
	}
	return fmt.Sprintf("One aggregation moves %s where each row is read once, and %s where it is read for each edge. "+
		"Of the memory's bandwidth, %s a second by STREAM's triad, that is: %s.", units.Bytes(r.least),
		units.Bytes(r.gathered), units.Bytes(r.bandwidth), strings.Join(shares, "; "))
}

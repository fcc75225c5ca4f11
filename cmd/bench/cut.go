package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
)

const (
	// The size of ogbn-proteins: 39,561,252 undirected edges, stored in both directions.
	proteinsNodes, proteinsEdges = 132_534, 2 * 39_561_252

	cutParts  = 10
	cutRounds = 4
)

// cutting is what a process of its own measures: its peak of memory is that of what it does, and of nothing else.
type cutting struct {
	OpenSeconds, PartitionSeconds, PartsSeconds float64
	RedrawSeconds, EpochSeconds                 float64 // EpochSeconds: drawn anew, and all parts taken
	DataBytes, PeakBytes, EpochPeakBytes        int64   // resident, the file's pages with them
	PaddedNodes, PaddedEdges                    float64 // over the mean part's
}

// cut measures a made-up graph of the full size of ogbn-proteins, opened from a file and cut into parts. The file is
// read before, so that it is in memory where there is room for it.
func (f *figures) cut() error {
	folder, err := os.MkdirTemp("", "kilolayer-cut-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "proteins-like.graph")
	var made cutting
	if err := inChild("make", path, &made); err != nil {
		return err
	}
	f.add("cut/make_peak_over_data", over(made.PeakBytes, made.DataBytes), "ratio")

	var best cutting
	for round := range cutRounds {
		var c cutting
		if err := inChild("cut", path, &c); err != nil {
			return err
		}
		if round == 0 {
			best = c
			continue
		}
		// Times are the least: of the whole for what is opened and cut, as its three parts belong together.
		if c.openAndCut() < best.openAndCut() {
			best.OpenSeconds, best.PartitionSeconds = c.OpenSeconds, c.PartitionSeconds
			best.PartsSeconds = c.PartsSeconds
		}
		best.RedrawSeconds = min(best.RedrawSeconds, c.RedrawSeconds)
		best.EpochSeconds = min(best.EpochSeconds, c.EpochSeconds)
		best.PeakBytes = max(best.PeakBytes, c.PeakBytes)
		best.EpochPeakBytes = max(best.EpochPeakBytes, c.EpochPeakBytes)
	}
	f.add("cut/data_bytes", float64(best.DataBytes), "B")
	f.add("cut/open_s", best.OpenSeconds, "s")
	f.add("cut/padded_nodes_over_mean", best.PaddedNodes, "ratio")
	f.limit("cut/padded_edges_over_mean", best.PaddedEdges, 1.1, "ratio")
	f.add("cut/partition_s", best.PartitionSeconds, "s")
	f.add("cut/parts_s", best.PartsSeconds, "s")
	f.add("cut/undirected_edges_per_s", proteinsEdges/2/best.openAndCut(), "edges/s")
	f.add("cut/directed_edges_per_s", proteinsEdges/best.openAndCut(), "edges/s")
	f.add("cut/peak_over_data", over(best.PeakBytes, best.DataBytes), "ratio")
	f.add("cut/redraw_s", best.RedrawSeconds, "s")
	f.add("cut/epoch_s", best.EpochSeconds, "s")
	f.add("cut/epoch_peak_over_data", over(best.EpochPeakBytes, best.DataBytes), "ratio")
	return nil
}

func (c cutting) openAndCut() float64 { return c.OpenSeconds + c.PartitionSeconds + c.PartsSeconds }

func over(a, b int64) float64 { return float64(a) / float64(b) }

func makeFile(path string) (any, error) {
	var c cutting
	g, err := datasets.ProteinsLike(proteinsNodes, proteinsEdges, 1).Done()
	if err != nil {
		return c, err
	}
	if err := g.Save(path); err != nil {
		return c, err
	}
	c.DataBytes = g.Bytes()
	c.PeakBytes, err = peak()
	return c, err
}

func openAndCut(path string) (any, error) {
	var c cutting
	start := time.Now()
	lap := func() float64 {
		last := start
		start = time.Now()
		return start.Sub(last).Seconds()
	}
	g, err := datasets.Open(path).Done()
	if err != nil {
		return c, err
	}
	c.DataBytes = g.Bytes()
	c.OpenSeconds = lap()
	partition, err := g.Partition(cutParts, 1)
	if err != nil {
		return c, err
	}
	c.PartitionSeconds = lap()
	parts := take(partition)
	c.PartsSeconds = lap()
	c.PaddedNodes, c.PaddedEdges = padding(partition, parts)
	if c.PeakBytes, err = peak(); err != nil {
		return c, err
	}
	lap()
	if partition, err = partition.Redraw(2); err != nil {
		return c, err
	}
	c.RedrawSeconds = lap()
	for i := range parts { // as an epoch does: one after the other
		parts[i] = partition.Part(i)
	}
	c.EpochSeconds = c.RedrawSeconds + lap()
	c.EpochPeakBytes, err = peak()
	return c, err
}

// padding is a partition's padded size over the mean of its parts: of the nodes, and of the edges.
func padding(p *datasets.Partition, parts []*datasets.Part) (nodes, edges float64) {
	for _, part := range parts {
		nodes += float64(part.NumNodes)
		edges += float64(part.NumEdges)
	}
	n := float64(len(parts))
	return float64(p.PaddedNodes()) / (nodes / n), float64(p.PaddedEdges()) / (edges / n)
}

func take(p *datasets.Partition) []*datasets.Part {
	parts := make([]*datasets.Part, p.Parts())
	for i := range parts {
		parts[i] = p.Part(i)
	}
	return parts
}

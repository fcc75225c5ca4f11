package main

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
)

// The sizes of the tables, 100 MB together, and what reading them is held to.
const (
	tablesNodes, tablesColumns = 300_000, 10
	tablesEdges                = 3_000_000
	tablesRounds               = 5
	tablesOverPandas           = 1.2
	tablesOverGraph            = 2 // the peak of memory, in graphs
)

// tables measures how fast a graph is read from tables in which words are the ids of nodes, beside pandas, which reads
// both and numbers the ids, and how much memory that takes beside what the graph takes.
func (f *figures) tables() error {
	folder, err := os.MkdirTemp("", "bench-tables-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := writeTables(folder); err != nil {
		return err
	}
	pandas, err := startPandas(pandasTables, folder)
	if err != nil {
		fmt.Printf("no comparison with pandas: %v\n", err)
	} else {
		defer pandas.stop()
	}
	var ours, theirs []float64
	var t tablesRead
	for range tablesRounds {
		if err := inChild("tables", folder, &t); err != nil {
			return fmt.Errorf("reading tables: %w", err)
		}
		ours = append(ours, t.Seconds)
		if pandas != nil {
			seconds, err := pandas.round()
			if err != nil {
				return err
			}
			theirs = append(theirs, seconds)
		}
	}
	f.add("tables/read_s", slices.Min(ours), "s")
	if pandas != nil {
		f.add("tables/pandas_s", slices.Min(theirs), "s")
		f.limit("tables/over_pandas", slices.Min(ours)/slices.Min(theirs), tablesOverPandas, "ratio")
	}
	f.add("tables/graph_bytes", float64(t.GraphBytes), "B")
	f.limit("tables/peak_bytes", float64(t.PeakBytes), tablesOverGraph*float64(t.GraphBytes), "B")
	return nil
}

// pandasTables reads both tables and numbers the ids, once for each line that it is given.
const pandasTables = `
import sys, time
import pandas as pd
print("ready", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    nodes, edges = (pd.read_csv(f"{sys.argv[1]}/{name}.csv") for name in ("nodes", "edges"))
    pd.factorize(pd.concat([nodes["id"], edges["source"], edges["target"]], ignore_index=True))
    print(time.perf_counter() - start, flush=True)
`

// tablesRead is what reading the tables took.
type tablesRead struct {
	Seconds float64

	// PeakBytes is the most memory that was resident, less what the process had before it read.
	PeakBytes int64

	// GraphBytes is what the graph takes, with the ids of its nodes: a string and its letters each.
	GraphBytes int64
}

// readTables reads the tables in a folder.
func readTables(folder string) (any, error) {
	before, err := peak()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	g, err := datasets.FromCSV(filepath.Join(folder, "edges.csv")).WithNodes(filepath.Join(folder, "nodes.csv")).Done()
	if err != nil {
		return nil, err
	}
	t := tablesRead{Seconds: time.Since(start).Seconds(), GraphBytes: g.Bytes()}
	const stringBytes = 16
	for _, id := range g.IDs {
		t.GraphBytes += stringBytes + int64(len(id))
	}
	after, err := peak()
	t.PeakBytes = after - before
	return t, err
}

// writeTables writes nodes.csv and edges.csv, with random numbers and ends.
func writeTables(folder string) error {
	r := rand.New(rand.NewPCG(1, 0))
	header := []byte("id")
	for column := range tablesColumns {
		header = strconv.AppendInt(append(header, ",x"...), int64(column), 10)
	}
	names := r.Perm(tablesNodes)
	node := func(text []byte, row int) []byte {
		text = appendUser(text, names[row])
		for range tablesColumns {
			text = strconv.AppendFloat(append(text, ','), r.NormFloat64(), 'f', 5, 64)
		}
		return text
	}
	if err := writeTable(filepath.Join(folder, "nodes.csv"), string(header), tablesNodes, node); err != nil {
		return err
	}
	edge := func(text []byte, _ int) []byte {
		text = append(appendUser(text, r.IntN(tablesNodes)), ',')
		return appendUser(text, r.IntN(tablesNodes))
	}
	return writeTable(filepath.Join(folder, "edges.csv"), "source,target", tablesEdges, edge)
}

func appendUser(text []byte, user int) []byte {
	return strconv.AppendInt(append(text, "user_"...), int64(user), 10)
}

// writeTable writes a header and rows.
func writeTable(path, header string, rows int, row func(text []byte, row int) []byte) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	_, err = w.WriteString(header + "\n")
	var text []byte
	for n := 0; n < rows && err == nil; n++ {
		text = append(row(text[:0], n), '\n')
		_, err = w.Write(text)
	}
	return errors.Join(err, w.Flush(), file.Close())
}

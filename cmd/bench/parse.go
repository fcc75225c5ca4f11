package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/athand"
)

// parse measures how fast ogbn-arxiv's structure is read from its files, beside pandas, and opened from the file that
// is kept; and what it takes to convert a set of ogbn-products' size.
func (f *figures) parse() error {
	if err := f.arxiv(); err != nil {
		return err
	}
	return f.products()
}

const (
	parseRounds     = 9
	parseOverPandas = 1
	convertBytes    = 12 << 30
)

func (f *figures) arxiv() error {
	folder := athand.Find("ogbn_arxiv")
	if folder == "" {
		fmt.Println("no ogbn_arxiv: reading it is not measured; KILOLAYER_DATA names the folder that holds it")
		return nil
	}
	pandas, err := startPandas(pandasRound, folder)
	if err != nil {
		fmt.Printf("no comparison with pandas: %v\n", err)
	} else {
		defer pandas.stop()
	}
	temporary, err := os.MkdirTemp("", "bench-parse-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	kept := filepath.Join(temporary, "arxiv.graph")

	var ours, theirs, open []float64
	for round := range parseRounds {
		start := time.Now()
		g, err := datasets.FromOGB(folder).WithoutNodeFeatures().Done()
		if err != nil {
			return err
		}
		ours = append(ours, time.Since(start).Seconds())
		if pandas != nil {
			seconds, err := pandas.round()
			if err != nil {
				return err
			}
			theirs = append(theirs, seconds)
		}
		if round == 0 {
			if err := g.Save(kept); err != nil {
				return err
			}
		}
		start = time.Now()
		if _, err := datasets.Open(kept).Done(); err != nil {
			return err
		}
		open = append(open, time.Since(start).Seconds())
	}
	f.add("parse/arxiv_s", slices.Min(ours), "s")
	if pandas != nil {
		f.add("parse/pandas_s", slices.Min(theirs), "s")
		f.add("parse/arxiv_over_pandas", slices.Min(ours)/slices.Min(theirs), "ratio")
		f.add("parse/arxiv_over_pandas_limit", parseOverPandas, "ratio")
	}
	f.add("parse/open_s", slices.Min(open), "s")
	return nil
}

// pandas is a Python process that reads files, once for each line it is given, and answers with the seconds it took.
type pandas struct {
	command *exec.Cmd
	ask     *os.File
	answers *bufio.Scanner
}

// pandasRound reads ogbn-arxiv's files as the ogb package does.
const pandasRound = `
import sys, time
import pandas as pd
names = ["raw/num-node-list", "raw/num-edge-list", "raw/edge", "raw/node-label", "raw/node_year",
         "split/time/train", "split/time/valid", "split/time/test"]
print("ready", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    arrays = [pd.read_csv(f"{sys.argv[1]}/{name}.csv.gz", compression="gzip", header=None).values for name in names]
    print(time.perf_counter() - start, flush=True)
`

func startPandas(program, folder string) (*pandas, error) {
	in, ask, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &pandas{command: exec.Command(filepath.Join(".venv", "bin", "python"), "-c", program, folder), ask: ask}
	p.command.Stdin = in
	out, err := p.command.StdoutPipe()
	if err == nil {
		err = p.command.Start()
	}
	in.Close()
	if err != nil {
		ask.Close()
		return nil, err
	}
	p.answers = bufio.NewScanner(out)
	if !p.answers.Scan() {
		p.stop()
		return nil, errors.New(".venv/bin/python has no pandas; \"make bench\" installs it")
	}
	return p, nil
}

func (p *pandas) round() (seconds float64, err error) {
	if _, err := p.ask.WriteString("\n"); err != nil {
		return 0, err
	}
	if !p.answers.Scan() {
		return 0, errors.New("pandas gives no answer")
	}
	return strconv.ParseFloat(p.answers.Text(), 64)
}

// stop lets the process end at the end of its input.
func (p *pandas) stop() {
	p.ask.Close()
	_ = p.command.Wait() // its result is known by then
}

// products writes a made-up set of ogbn-products' size and has another process convert it, so that its memory is known.
func (f *figures) products() error {
	if err := os.MkdirAll("build", 0o777); err != nil {
		return err
	}
	root, err := os.MkdirTemp("build", "products-") // not the system's folder, which may be memory
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	if err := writeProducts(filepath.Join(root, "ogbn_products"), 2_449_029, 61_859_140, 100); err != nil {
		return err
	}
	var c conversion
	if err := inChild("convert", root, &c); err != nil {
		return fmt.Errorf("converting: %w", err)
	}
	f.add("convert/products_s", c.Seconds, "s")
	f.add("convert/products_peak_bytes", float64(c.PeakBytes), "B")
	f.add("convert/products_peak_bytes_limit", convertBytes, "B")
	return nil
}

// conversion is what reading a set for the first time took.
type conversion struct {
	Seconds   float64
	PeakBytes int64
}

// convert reads ogbn-products in a data folder and keeps the graph.
func convert(root string) (any, error) {
	if err := os.Setenv("KILOLAYER_DATA", root); err != nil {
		return nil, err
	}
	start := time.Now()
	if _, err := datasets.Products().Done(); err != nil {
		return nil, err
	}
	c := conversion{Seconds: time.Since(start).Seconds()}
	var err error
	c.PeakBytes, err = peak()
	return c, err
}

// writeProducts writes a set in the layout of ogbn-products: random edges, features and classes.
func writeProducts(folder string, nodes, edges, features int) error {
	const classes = 47 // of ogbn-products
	ids := make([]string, nodes)
	for node := range ids {
		ids[node] = strconv.Itoa(node)
	}
	values := make([]string, 1<<12)
	r := rand.New(rand.NewPCG(1, 0))
	for i := range values {
		values[i] = strconv.FormatFloat(r.NormFloat64(), 'f', 5, 64)
	}
	const trained, validated = 196_615, 39_323 // of ogbn-products' nodes
	for _, file := range []struct {
		name string
		rows int
		row  func(text []byte, row int, r *rand.Rand) []byte
	}{
		{"RELEASE_v1.txt", 0, nil},
		{"raw/num-node-list.csv.gz", 1,
			func(text []byte, _ int, _ *rand.Rand) []byte { return strconv.AppendInt(text, int64(nodes), 10) }},
		{"raw/num-edge-list.csv.gz", 1,
			func(text []byte, _ int, _ *rand.Rand) []byte { return strconv.AppendInt(text, int64(edges), 10) }},
		{"raw/edge.csv.gz", edges, func(text []byte, _ int, r *rand.Rand) []byte {
			text = append(text, ids[r.IntN(nodes)]...)
			return append(append(text, ','), ids[r.IntN(nodes)]...)
		}},
		{"raw/node-label.csv.gz", nodes,
			func(text []byte, row int, _ *rand.Rand) []byte { return append(text, ids[row%classes]...) }},
		{"raw/node-feat.csv.gz", nodes, func(text []byte, _ int, r *rand.Rand) []byte {
			for i := range features {
				if i > 0 {
					text = append(text, ',')
				}
				text = append(text, values[r.Uint32()%uint32(len(values))]...)
			}
			return text
		}},
		{"split/sales_ranking/train.csv.gz", trained,
			func(text []byte, row int, _ *rand.Rand) []byte { return append(text, ids[row]...) }},
		{"split/sales_ranking/valid.csv.gz", validated, func(text []byte, row int, _ *rand.Rand) []byte {
			return append(text, ids[trained+row]...)
		}},
		{"split/sales_ranking/test.csv.gz", nodes - trained - validated,
			func(text []byte, row int, _ *rand.Rand) []byte { return append(text, ids[trained+validated+row]...) }},
	} {
		if err := writeRows(filepath.Join(folder, filepath.FromSlash(file.name)), file.rows, file.row); err != nil {
			return err
		}
	}
	return nil
}

// writeRows writes a gzip file of that many lines. Each block of lines is packed by itself: gzip files one after the
// other are one file.
func writeRows(path string, rows int, row func(text []byte, row int, r *rand.Rand) []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	const block = 1 << 15
	packed := make([]strings.Builder, runtime.GOMAXPROCS(0))
	for first := 0; first < rows && err == nil; first += block * len(packed) {
		var all sync.WaitGroup
		for i := range packed {
			all.Go(func() {
				packed[i].Reset()
				start := first + i*block
				end := min(start+block, rows)
				if start >= end {
					return
				}
				r := rand.New(rand.NewPCG(2, uint64(start)))
				var text []byte
				for n := start; n < end; n++ {
					text = append(row(text, n, r), '\n')
				}
				w, _ := gzip.NewWriterLevel(&packed[i], gzip.BestSpeed) // the level is one there is
				_, _ = w.Write(text)                                    // to memory, which takes all
				_ = w.Close()
			})
		}
		all.Wait()
		for i := range packed {
			if _, failed := file.WriteString(packed[i].String()); failed != nil {
				err = failed
			}
		}
	}
	return errors.Join(err, file.Close())
}

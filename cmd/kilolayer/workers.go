package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/sweep"
	"github.com/spf13/cobra"
)

// workers is where the runs of a sweep train.
type workers struct {
	on         string
	cpus, gpus int
	pip        []string
	fetch      bool
}

func (w *workers) flags(c *cobra.Command) {
	c.Flags().StringVar(&w.on, "on", "", "where the runs train: processes=4, ray=http://head:8265, slurm, or "+
		"slurm=PARTITION (default here)")
	c.Flags().IntVar(&w.cpus, "cpus", 0, "CPUs of each run there (default 1, or its share of this machine)")
	c.Flags().IntVar(&w.gpus, "gpus", 0, "GPUs of each run in a cluster")
	c.Flags().BoolVar(&w.fetch, "fetch", false, "bring runs back over HTTP from a Ray cluster that does not see --dir")
	c.Flags().StringArrayVar(&w.pip, "pip", nil, "a package that Ray installs for the runs, as XLA's plugin")
}

// named are the workers that the flags name. Files of the experiment travel where that is needed.
func (w *workers) named(files ...string) (sweep.Workers, error) {
	kind, of, _ := strings.Cut(w.on, "=")
	if err := w.fit(kind); err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(of)
	switch {
	case kind == "processes" && err == nil:
		p := sweep.Processes(n)
		if w.cpus != 0 {
			p.WithCores(w.cpus)
		}
		return p, nil
	case kind == "ray":
		r := sweep.Ray(of).WithCPUs(float64(max(1, w.cpus))).WithGPUs(float64(w.gpus)).WithPip(w.pip...).
			WithFiles(local(files)...)
		if w.fetch {
			r.WithFetchedResults()
		}
		return r, nil
	case kind == "slurm":
		return sweep.Slurm().WithPartition(of).WithCPUs(max(1, w.cpus)).WithGPUs(w.gpus), nil
	}
	return nil, fmt.Errorf("--on %s; write processes=4, ray=http://head:8265, slurm, or slurm=PARTITION", w.on)
}

// fit refuses flags that have no meaning where the runs train; kind is "" for this process.
func (w *workers) fit(kind string) error {
	notRay := slices.Contains([]string{"", "processes", "slurm"}, kind) // and no kind that there is not
	switch {
	case w.cpus < 0 || w.gpus < 0:
		return fmt.Errorf("--cpus %d and --gpus %d; use numbers that are not negative", w.cpus, w.gpus)
	case kind == "" && w.cpus > 0:
		return errors.New("--cpus is for runs in processes or a cluster; add --on processes=2 or the like")
	case w.gpus > 0 && (kind == "" || kind == "processes"):
		return errors.New("--gpus is for a cluster, which --on ray=ADDRESS or slurm names; on this machine " +
			"CUDA_VISIBLE_DEVICES says which GPUs are used")
	case len(w.pip) > 0 && notRay:
		return errors.New("--pip is for a Ray cluster, which --on ray=ADDRESS names; elsewhere install the packages " +
			"beforehand")
	case w.fetch && notRay:
		return errors.New("--fetch is for a Ray cluster, which --on ray=ADDRESS names; elsewhere --dir is one that " +
			"all see")
	}
	return nil
}

// local are the files among names that lie in the folder of this program or below it.
func local(names []string) (files []string) {
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && filepath.IsLocal(name) {
			files = append(files, name)
		}
	}
	return files
}

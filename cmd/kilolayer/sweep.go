package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/sweep"
	"github.com/kilolayer/kilolayer/viz"
	"github.com/spf13/cobra"
)

func sweeps() *cobra.Command {
	var a asked
	var over []string
	var directory string
	var w workers
	var seeds, atOnce int
	var gigabytes float64
	var restart, extend, retry bool
	c := &cobra.Command{
		Use:   "sweep EXPERIMENT",
		Short: "train an experiment in all combinations of the values of options, and of seeds",
		Long: `Trains one run for each combination and each seed, and prints the table. The same call goes on
with what is there: complete runs are kept, interrupted ones go on, and a run that failed is told with its reason.`,
		Example: `  kilolayer sweep revgnn-80-proteins --small --over depth=3,7,14 --over groups=2,4 --seeds 3`,
		Args:    takes(1, 1, "an experiment"),
	}
	a.flags(c)
	c.Flags().StringArrayVar(&over, "over", nil, "an option and its values, as in --over depth=7,28")
	c.Flags().IntVar(&seeds, "seeds", 1, "runs of each combination")
	c.Flags().StringVar(&directory, "dir", "", "directory of the sweep (default runs/NAME-sweep)")
	w.flags(c)
	c.Flags().IntVar(&atOnce, "at-once", 0, "runs that train at the same time (default 1, or as many as --on "+
		"has room for)")
	c.Flags().Float64Var(&gigabytes, "memory", 0, "GB that they may take together (default any)")
	c.Flags().BoolVar(&restart, "restart", false, "remove the runs that are there, and train anew")
	c.Flags().BoolVar(&extend, "extend", false, "go on with runs of fewer epochs")
	c.Flags().BoolVar(&retry, "retry", false, "try runs that failed again")
	c.RunE = func(c *cobra.Command, args []string) error {
		base, err := a.builder(c.Context(), args[0])
		if err != nil {
			return err
		}
		if directory == "" {
			directory = filepath.Join("runs", base.Name()+"-sweep")
		}
		b := sweep.Of(base).Seeds(seeds).WithDirectory(directory).WithContext(c.Context()).WithObserver(viz.Progress())
		if c.Flags().Changed("at-once") {
			b.WithConcurrency(atOnce)
		}
		if w.on == "" {
			if err := w.fit(""); err != nil {
				return misuse{err}
			}
		} else {
			on, err := w.named(args[0], a.graph)
			if err != nil {
				return misuse{err}
			}
			b.WithWorkers(on)
		}
		for _, text := range over {
			name, values, err := valuesOf(text)
			if err != nil {
				return misuse{err}
			}
			b.Over(name, values...)
		}
		if gigabytes > 0 {
			b.WithMemory(int64(gigabytes * 1e9))
		}
		if restart {
			b.WithRestart()
		}
		if extend {
			b.WithExtension()
		}
		if retry {
			b.WithRetry()
		}
		result, err := b.Done()
		if result != nil {
			c.Print(result)
		}
		if err != nil {
			return err
		}
		if n := len(result.Failures()); n > 0 {
			return incomplete{fmt.Errorf("%d of %d runs failed; --retry tries them again", n, len(result.List()))}
		}
		return nil
	}
	return c
}

// valuesOf is an option and its values, as "NAME=VALUE,VALUE".
func valuesOf(text string) (name string, values []any, err error) {
	name, list, _ := strings.Cut(text, "=")
	for word := range strings.SplitSeq(list, ",") {
		var value any
		if name, value, err = setting(name + "=" + word); err != nil {
			return "", nil, err
		}
		values = append(values, value)
	}
	return name, values, nil
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
	"github.com/spf13/cobra"
)

// way is how a training is started.
type way struct {
	directory, label string
	restart, extend  bool
	detach           bool
}

func train() *cobra.Command {
	var a asked
	var w way
	c := &cobra.Command{
		Use:   "train EXPERIMENT",
		Short: "train an experiment, or go on with its run",
		Long: `Trains an experiment. A terminal shows a bar, the loss and the time left; a log gets a line
every five seconds. Ctrl-C, or kilolayer runs stop from elsewhere, ends it with a checkpoint, and the same call
goes on from there.`,
		Example: `  kilolayer train revgnn-80-proteins --small
  kilolayer train experiment.json --graph mine.graph --set depth=112 --dir runs/deep --detach`,
		Args: takes(1, 1, "an experiment"),
	}
	a.flags(c)
	c.Flags().StringVar(&w.directory, "dir", "", "directory of the run (default runs/NAME)")
	c.Flags().StringVar(&w.label, "label", "", "name of the run in tables and figures")
	c.Flags().BoolVar(&w.restart, "restart", false, "remove the run that is there, and train anew")
	c.Flags().BoolVar(&w.extend, "extend", false, "go on with the run that is there to more epochs")
	c.Flags().BoolVar(&w.detach, "detach", false, "train in a process of its own, and return")
	c.RunE = func(c *cobra.Command, args []string) error {
		e, err := a.experiment(c.Context(), args[0])
		if err != nil {
			return err
		}
		if w.directory == "" {
			w.directory = filepath.Join("runs", e.Name)
		}
		return trained(c, e, w)
	}
	return c
}

// trained trains an experiment, here or detached, and tells of it.
func trained(c *cobra.Command, e *paper.Experiment, w way) error {
	b := e.Train().WithContext(c.Context()).WithDirectory(w.directory).WithLabel(w.label).
		WithObserver(keeper{e, w.directory}).WithObserver(viz.Live())
	if w.restart {
		b.WithRestart()
	}
	if w.extend {
		b.WithExtension()
	}
	if w.detach {
		return detached(c, b, w.directory)
	}
	r, err := b.Done()
	if err != nil {
		return err
	}
	c.Print(r)
	return nil
}

// detached starts a training in a process of its own.
func detached(c *cobra.Command, b *revgnn.TrainBuilder, directory string) error {
	p, err := b.Detach()
	if err != nil {
		return err
	}
	started(c, p, directory)
	return nil
}

// started tells of a process.
func started(c *cobra.Command, p run.Process, directory string) {
	c.Printf("%v trains %s; kilolayer runs follow %s shows it, kilolayer runs stop %s ends it\n", p, directory,
		directory, directory)
}

// keeper keeps an experiment with its run, once that has begun.
type keeper struct {
	e         *paper.Experiment
	directory string
}

func (k keeper) Started(run.Info, run.Memory, []run.Record) {
	if err := k.e.Save(filepath.Join(k.directory, experimentFile)); err != nil {
		fmt.Fprintln(os.Stderr, err) // the run goes on; evaluate and predict ask for the graph
	}
}

func (keeper) Recorded(run.Record) {}

func (keeper) Finished(run.Status, error) {}

// kept starts from the experiment in a run's directory; nil where there is none.
func kept(directory string) *paper.PresetBuilder {
	path := filepath.Join(directory, experimentFile)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return paper.Open(path)
}

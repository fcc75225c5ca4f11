package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
	"github.com/kilolayer/kilolayer/viz"
	"github.com/spf13/cobra"
)

func runs() *cobra.Command {
	return group(&cobra.Command{Use: "runs", Short: "list, follow, compare, stop and extend runs"},
		list(), follow(), compare(), stop(), extend())
}

func list() *cobra.Command {
	return &cobra.Command{
		Use:   "list [FOLDER]",
		Short: "all runs below a folder (default runs), and which of them a process trains",
		Args:  takes(0, 1, "one folder, or none"),
		RunE: func(c *cobra.Command, args []string) error {
			folder := "runs"
			if len(args) > 0 {
				folder = args[0]
			}
			t := table.Table{Columns: []string{"run", "status", "step", "best validation", "time", "process"}}
			err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || !entry.IsDir() || !run.Exists(path) {
					return err
				}
				t.Rows = append(t.Rows, row(path))
				return filepath.SkipDir
			})
			if err != nil {
				return err
			}
			if len(t.Rows) == 0 {
				return fmt.Errorf("there is no run below %s", folder)
			}
			c.Print(t)
			return nil
		},
	}
}

// row is a run in the list.
func row(directory string) []string {
	r, err := run.Open(directory)
	if err != nil {
		return []string{directory, err.Error(), "", "", "", ""}
	}
	step, took, best, process := 0, "", "", ""
	if history := r.History(); len(history) > 0 {
		last := history[len(history)-1]
		step, took = last.Step, units.Duration(last.Elapsed)
	}
	if b, has := r.Best(); has {
		best = r.Info().Metric + " " + r.Info().Score(*b.Valid)
	}
	if p, writes := run.Writer(directory); writes {
		process = p.String()
	}
	return []string{directory, string(r.Status()), fmt.Sprintf("%d of %d", step, r.Info().Steps()), best, took, process}
}

func follow() *cobra.Command {
	return &cobra.Command{
		Use:   "follow RUN",
		Short: "show a run that any process trains, until it ends; Ctrl-C ends the watching alone",
		Args:  takes(1, 1, "a run"),
		RunE: func(c *cobra.Command, args []string) error {
			r, err := viz.FollowContext(c.Context(), args[0])
			if err != nil {
				return err
			}
			c.Print(r)
			return nil
		},
	}
}

func compare() *cobra.Command {
	var figure string
	c := &cobra.Command{
		Use:     "compare RUN...",
		Short:   "what runs and sweeps reached, and what it cost",
		Example: `  kilolayer runs compare runs/one runs/two --figure compared.pdf`,
		Args:    takes(1, -1, "runs or sweeps"),
	}
	c.Flags().StringVar(&figure, "figure", "", "file for the figure: .pdf, .svg, .png, .html or .csv")
	c.RunE = func(c *cobra.Command, args []string) error {
		var list []*run.Run
		for _, directory := range args {
			if s, err := run.OpenSweep(directory); err == nil {
				c.Println(s)
				list = append(list, s.Runs()...)
				continue
			}
			r, err := run.Open(directory)
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		f := viz.Compare(list...)
		c.Println(f)
		return save(f, figure)
	}
	return c
}

// save writes a figure in the format that its file's name says.
func save(f *viz.Figure, path string) error {
	switch filepath.Ext(path) {
	case ".pdf":
		return f.SavePDF(path)
	case ".svg":
		return f.SaveSVG(path)
	case ".png":
		return f.SavePNG(path)
	case ".html":
		return f.SaveHTML(path)
	case ".csv":
		return f.SaveCSV(path)
	case "":
		return nil
	}
	return misuse{fmt.Errorf("%s is no name of a figure; end it with .pdf, .svg, .png, .html or .csv", path)}
}

func stop() *cobra.Command {
	return &cobra.Command{
		Use:   "stop RUN...",
		Short: "end runs after the step that they are at, with a checkpoint, and wait until they have",
		Args:  takes(1, -1, "runs"),
		RunE: func(c *cobra.Command, args []string) error {
			var failures []error
			for _, directory := range args {
				r, err := run.StopContext(c.Context(), directory)
				if err != nil {
					failures = append(failures, err)
					continue
				}
				c.Print(r)
			}
			return errors.Join(failures...)
		},
	}
}

func extend() *cobra.Command {
	var epochs int
	var detach bool
	c := &cobra.Command{
		Use:   "extend RUN",
		Short: "go on with a run to more epochs, or to those that it has where it was stopped or killed",
		Long: `Goes on with a run: one that kilolayer started by its experiment, and one that a notebook
detached by the cell's own program, in a process of its own.`,
		Example: `  kilolayer runs extend runs/deep --epochs 4000`,
		Args:    takes(1, 1, "a run"),
	}
	var graph string
	c.Flags().IntVar(&epochs, "epochs", 0, "epochs in all (default those that the run has)")
	c.Flags().BoolVar(&detach, "detach", false, "train in a process of its own, and return")
	c.Flags().StringVar(&graph, "graph", "", "the file of a graph of one's own that the run was trained on")
	c.RunE = func(c *cobra.Command, args []string) error {
		directory := args[0]
		own := kept(directory)
		if own == nil {
			p, err := run.Resume(directory, epochs)
			if err == nil {
				started(c, p, directory)
			}
			return err
		}
		r, err := run.Open(directory)
		if err != nil {
			return err
		}
		if epochs == 0 {
			epochs = r.Info().Training.Epochs
		}
		own = own.With("epochs", epochs)
		if graph != "" {
			g, err := readGraph(c.Context(), graph)
			if err != nil {
				return err
			}
			own = own.WithGraph(g)
		}
		e, err := own.Done()
		if err != nil {
			return misuse{err}
		}
		return trained(c, e, way{directory: directory, extend: true, detach: detach})
	}
	return c
}

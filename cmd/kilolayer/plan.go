package main

import (
	"strings"

	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/spf13/cobra"
)

func plan() *cobra.Command {
	var a asked
	var measure bool
	var gpus []string
	c := &cobra.Command{
		Use:   "plan [EXPERIMENT]",
		Short: "what an experiment is and takes; without one, the list of presets",
		Long: `Prints all options of an experiment and the memory of a training step, as estimated: nothing is
read or run. With --measure one step and one evaluation are compiled and timed on the experiment's data, and the
whole run is predicted. With --gpu the step is compiled for GPUs that need not be here, and the memory
that it takes on each is printed beside the memory that the GPU has.`,
		Example: `  kilolayer plan
  kilolayer plan revgnn-80-proteins --small --measure
  kilolayer plan revgnn-deep-proteins --gpu h100,rtx4090`,
		Args: takes(0, 1, "one experiment, or none"),
	}
	a.flags(c)
	c.Flags().BoolVar(&measure, "measure", false, "time a step and an evaluation")
	c.Flags().StringSliceVar(&gpus, "gpu", nil, "GPUs to compile the step for: some of "+
		strings.Join(device.Names(), ", "))
	c.MarkFlagsMutuallyExclusive("measure", "gpu")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			c.Print(paper.Presets())
			return nil
		}
		on, err := named(gpus)
		if err != nil {
			return err
		}
		e, err := a.experiment(c.Context(), args[0])
		if err != nil {
			return err
		}
		if measure {
			p, err := e.Train().Plan().WithContext(c.Context()).Done()
			if err != nil {
				return err
			}
			c.Print(p)
			return nil
		}
		if on != nil {
			list, err := e.MemoryOn(on...).WithContext(c.Context()).Done()
			if err != nil {
				return err
			}
			c.Print(list)
			return nil
		}
		c.Print(e)
		c.Println("A training step needs about", e.Estimate())
		return nil
	}
	return c
}

// named finds GPUs by their short names.
func named(names []string) (gpus []device.GPU, err error) {
	for _, name := range names {
		g, err := device.Named(name)
		if err != nil {
			return nil, misuse{err}
		}
		gpus = append(gpus, g)
	}
	return gpus, nil
}

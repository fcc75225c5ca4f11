package main

import (
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/spf13/cobra"
)

func plan() *cobra.Command {
	var a asked
	var measure bool
	c := &cobra.Command{
		Use:   "plan [EXPERIMENT]",
		Short: "what an experiment is and takes; without one, the list of presets",
		Long: `Prints all options of an experiment and the memory of a training step, as estimated: nothing is
read or run. With --measure one step and one evaluation are compiled and timed on the experiment's data, and the
whole run is predicted.`,
		Example: `  kilolayer plan
  kilolayer plan revgnn-80-proteins --small --measure`,
		Args: takes(0, 1, "one experiment, or none"),
	}
	a.flags(c)
	c.Flags().BoolVar(&measure, "measure", false, "time a step and an evaluation")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			c.Print(paper.Presets())
			return nil
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
		c.Print(e)
		c.Println("A training step needs about", e.Estimate())
		return nil
	}
	return c
}

// Command kilolayer trains, evaluates and predicts from a shell: a thin front of the packages that notebooks use.
//
//	kilolayer plan                              the paper's experiments
//	kilolayer train revgnn-80-proteins --small  live in a terminal, lines in a log
//	kilolayer train experiment.json --detach    in a process of its own
//	kilolayer runs list                         what there is
//
// An experiment is a preset of package paper or a file that Experiment.Save wrote. kilolayer --help lists the commands
// and the exit codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	stop()
	os.Exit(status(os.Stderr, err))
}

// root is the command with all others below it.
func root() *cobra.Command {
	c := &cobra.Command{
		Use:   "kilolayer",
		Short: "Graph neural networks of a thousand layers",
		Long: `Graph neural networks of a thousand layers: train, evaluate and predict from a shell, with the
packages that notebooks use.

An EXPERIMENT is a preset of the paper by its name, which kilolayer plan lists, or a file that Experiment.Save wrote.
A RUN is the directory of a training.

` + codes,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	c.SetOut(os.Stdout)
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return misuse{err} })
	c.AddCommand(train(), evaluate(), predict(), sweeps(), plan(), data(), runs())
	return c
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// How the program ends.
const (
	done        = 0
	failed      = 1
	misused     = 2
	partly      = 3
	interrupted = 130
)

// codes is what the help says of them.
const codes = `Exit codes: 0 done; 1 failed; 2 wrong call: no such command, flag, preset or option; 3 some
runs of a sweep failed; 130 interrupted or stopped: what was reached is saved, and the same call goes on.`

// misuse is the error of a call that can't be understood.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// incomplete is the error of a sweep of which some runs failed.
type incomplete struct{ error }

// inShell says for a shell what errors say for Go.
var inShell = strings.NewReplacer(
	"Open(path).WithGraph(graph)", "--graph FILE",
	"WithExtension()", "--extend",
	"WithFetchedResults()", "--fetch",
	"WithRestart()", "--restart",
	"WithRetry()", "--retry",
)

// status tells of an error and returns the exit code.
func status(to io.Writer, err error) int {
	if err == nil {
		return done
	}
	line := inShell.Replace(strings.Join(strings.Fields(err.Error()), " "))
	fmt.Fprintln(to, line)
	var wrong misuse
	var some incomplete
	switch {
	case errors.Is(err, context.Canceled):
		return interrupted
	case errors.As(err, &some):
		return partly
	case errors.As(err, &wrong), strings.HasPrefix(line, "unknown command"): // for which cobra has no type
		return misused
	}
	return failed
}

// takes asks for a number of arguments, from least to most, any number for a most of −1.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return misuse{fmt.Errorf("%s takes %s, not %d arguments; %s --help tells more", c.CommandPath(), what,
				len(args), c.CommandPath())}
		}
		return nil
	}
}

// group is a command that others stand below.
func group(c *cobra.Command, below ...*cobra.Command) *cobra.Command {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return c.Help()
		}
		return misuse{fmt.Errorf("%s has no command %q; %s --help lists them", c.CommandPath(), args[0],
			c.CommandPath())}
	}
	c.AddCommand(below...)
	return c
}

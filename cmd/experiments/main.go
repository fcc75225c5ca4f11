// Command experiments trains on data at hand and prints tables beside published results:
//
//	experiments small     the small form of each preset; writes build/paper-small.md
//	experiments accuracy  small networks over 5 seeds beside baselines; writes build/accuracy.md
//
// Runs are kept in build/paper. A call that was stopped or killed goes on where it was.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	build := flag.String("build", "build", "folder for runs and tables")
	only := flag.String("only", "", "names of rows to train, separated by commas; "+
		"the others are shown as far as they are")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch what := flag.Arg(0); what {
	case "small":
		err = small(ctx, *build, names(*only))
	case "accuracy":
		err = accuracy(ctx, *build, names(*only))
	default:
		err = fmt.Errorf("experiments: %q is neither small nor accuracy; give one", what)
	}
	os.Exit(status(err))
}

// status tells how the command ended, and returns its exit status.
func status(err error) int {
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "stopped; the same call goes on from here")
		return 130
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func names(list string) []string {
	if list == "" {
		return nil
	}
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return names
}

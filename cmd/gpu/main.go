// Command gpu checks and measures what Kilolayer does on GPUs:
//
//	gpu check  compiles networks for GPUs that need not be here and holds their memory against the one that is kept in
//	           cmd/gpu/expected.tsv; writes build/gpu-check.md
//	gpu bench  measures on the GPU of this machine; writes build/gpu-bench.md
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	build := flag.String("build", "build", "folder for results")
	only := flag.String("only", "", "check the programs whose name holds this alone")
	goOn := flag.Bool("go-on", false, "take what an earlier check has found, as far as it got")
	update := flag.Bool("update", false,
		"keep what the check finds as what is expected, and put its tables into docs/gpu.md")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if os.Getenv(lossTask) != "" {
		if err := printLosses(ctx); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	switch what := flag.Arg(0); what {
	case "check":
		err = check{build: *build, only: *only, goOn: *goOn, update: *update}.run(ctx)
	case "bench":
		err = bench(ctx, *build)
	default:
		err = fmt.Errorf("gpu: %q is neither check nor bench; give one", what)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

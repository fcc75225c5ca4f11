// Command peers measures training steps of Kilolayer beside the same steps of PyTorch Geometric and torchdeq, and one
// aggregation beside torch.sparse: time, memory, and the evaluations of a solver. Both sides start from the same
// weights and take turns on the same data, each in a process of its own.
//
// It writes build/peers.json, a list of {"work", "what", "unit", "ours", "peer", "peer_name"}, and the tables of
// build/peers.md. "make peers" sets up the Python that it needs and runs it. With -only the files hold those works
// alone. A run that is stopped keeps what it has measured. With -gpu both sides compute on the GPU of this machine.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/units"
)

func main() {
	only := flag.String("only", "", "measure the works whose name holds this text")
	gpu := flag.Bool("gpu", false, "measure networks of the paper on the GPU, in place of the works on the CPU")
	list := flag.Bool("list", false, "list the works and end")
	build := flag.String("build", "build", "folder to write peers.json and peers.md into")
	flag.Parse()
	if text := os.Getenv(taskVariable); text != "" {
		os.Exit(status(serveTask(text, os.Stdin, os.Stdout)))
	}
	if *gpu {
		works = worksOnGPU
	}
	chosen, err := choose(*only)
	if *list && err == nil {
		for _, w := range chosen {
			fmt.Println(w.name)
		}
		return
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err = measure(ctx, chosen, *build)
	}
	os.Exit(status(err))
}

// status tells how the command ended, and returns its exit status.
func status(err error) int {
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "peers: stopped; what was measured is in peers.json and peers.md")
		return 130
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// choose returns the works whose name holds a text.
func choose(text string) ([]work, error) {
	var chosen []work
	for _, w := range works {
		if strings.Contains(w.name, text) {
			chosen = append(chosen, w)
		}
	}
	if chosen == nil {
		return nil, fmt.Errorf("peers: no work's name holds %q; -list shows the names", text)
	}
	return chosen, nil
}

// measure measures works one after the other and writes the files anew after each. One that fails does not keep the
// others from being measured.
func measure(ctx context.Context, chosen []work, build string) error {
	started := time.Now()
	if err := os.MkdirAll(build, 0o777); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(build, "peers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var done []measured
	var failed error
	for _, w := range chosen {
		m, err := contest(ctx, w, folder)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Println(" ", err)
			failed = errors.Join(failed, err)
		}
		fmt.Println()
		if m.rows == nil {
			continue
		}
		done = append(done, m)
		text, err := json.MarshalIndent(figures(done), "", "  ")
		if err != nil {
			return err
		}
		for name, content := range map[string]string{"peers.json": string(text) + "\n",
			"peers.md": page(done, time.Since(started))} {
			if err := os.WriteFile(filepath.Join(build, name), []byte(content), 0o666); err != nil {
				return err
			}
		}
	}
	fmt.Printf("measured in %s; tables in %s\n", units.Duration(time.Since(started)), filepath.Join(build, "peers.md"))
	return failed
}

package cell

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

func ExampleMust() {
	half := func(n int) (int, error) {
		if n%2 == 1 {
			return 0, fmt.Errorf("%d is odd", n)
		}
		return n / 2, nil
	}
	fmt.Println(Must(half(8)))
	Must(os.MkdirAll(os.TempDir(), 0o755)) // an error alone
	// Output: 4
}

func ExampleInterruptible() {
	ctx, stop := Interruptible(context.Background())
	defer stop()
	fmt.Println(ctx.Err())
	// Output: <nil>
}

// TestMust runs each case in a child, as a failure ends the program.
func TestMust(t *testing.T) {
	cases := map[string]struct {
		run            func()
		status         int
		stdout, stderr string
	}{
		"a value and an error": {func() { Must(0, errors.New("package: one thing\n\tand another")) }, 1, "",
			"package: one thing and another\n"},
		"an error alone": {func() { Must(errors.New("package: no space")) }, 1, "", "package: no space\n"},
		"an interrupt": {func() { Must(0, fmt.Errorf("package: stopped: %w", context.Canceled)) }, 0,
			"package: stopped: context canceled\n", ""},
		"no error": {func() {
			if got := Must(7, nil); got != 7 {
				panic(got)
			}
			if got := Must[error](nil); got != nil {
				panic(got)
			}
			fmt.Println("the program went on")
			os.Exit(0)
		}, 0, "the program went on\n", ""},
	}
	if name := os.Getenv("CELL_CHILD"); name != "" {
		cases[name].run()
		t.Error("the program went on")
		return
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestMust$")
			child.Env = append(os.Environ(), "CELL_CHILD="+name)
			var stdout, stderr strings.Builder
			child.Stdout, child.Stderr = &stdout, &stderr
			_ = child.Run()
			if got := child.ProcessState.ExitCode(); got != c.status {
				t.Errorf("ended with %d, want %d", got, c.status)
			}
			if stdout.String() != c.stdout || stderr.String() != c.stderr {
				t.Errorf("printed %q and %q", stdout.String(), stderr.String())
			}
		})
	}
}

func TestInterruptible(t *testing.T) {
	ctx, stop := Interruptible(context.Background())
	defer stop()
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute):
		t.Error("an interrupt does not cancel the context")
	}
}

package cell

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestMust(t *testing.T) {
	if os.Getenv("CELL_CHILD") != "" {
		Must(0, errors.New("package: one thing\n\tand another"))
		t.Error("the program went on")
		return
	}
	if got := Must(7, nil); got != 7 {
		t.Errorf("got %d, want 7", got)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestMust$")
	child.Env = append(os.Environ(), "CELL_CHILD=1")
	var stdout, stderr strings.Builder
	child.Stdout, child.Stderr = &stdout, &stderr
	err := child.Run()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("ended with %v, want exit status 1", err)
	}
	if stderr.String() != "package: one thing and another\n" || stdout.String() != "" {
		t.Errorf("printed %q and %q", stderr.String(), stdout.String())
	}
}

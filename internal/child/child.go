// Package child runs a test's own program again, as another process that a test can stop or kill.
//
//	c := child.Start(t, "PLAN="+plan) // TestMain finds PLAN and does what it says
//	c.Until("step 2")
//	c.Process.Kill()
//	status := c.End()
package child

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// lineBytes is how long a line may be that a process prints.
const lineBytes = 1 << 20

// Process is the test's program as another process. It is killed where the test ends before it.
type Process struct {
	*exec.Cmd
	Lines  []string        // what it printed, as far as it was read
	Errors strings.Builder // what it wrote to the standard error
	out    *bufio.Scanner
}

// Start starts the program of the test with variables added to the environment.
func Start(t *testing.T, env ...string) *Process {
	t.Helper()
	c := &Process{Cmd: exec.Command(os.Args[0])}
	c.Env = append(os.Environ(), env...)
	c.Stderr = &c.Errors
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewScanner(out)
	c.out.Buffer(nil, lineBytes)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	return c
}

// Until reads lines until one is as wanted. It returns false when the process ends before.
func (c *Process) Until(line string) bool {
	for c.out.Scan() {
		c.Lines = append(c.Lines, c.out.Text())
		if c.out.Text() == line {
			return true
		}
	}
	return false
}

// End reads the rest and returns the exit status, −1 for a process that was killed.
func (c *Process) End() int {
	c.Until("\x00") // no line
	c.Wait()
	return c.ProcessState.ExitCode()
}

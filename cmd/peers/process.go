package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// process is another program that takes a step for each line that it is given and answers with a line of JSON.
type process struct {
	name     string
	greeting greeting
	command  *exec.Cmd
	in       io.WriteCloser
	out      *bufio.Reader
	errors   bytes.Buffer
}

// start starts a program with variables added to the environment, and waits until it is ready. It ends with the
// context.
func start(ctx context.Context, name string, environment []string, program string,
	arguments ...string) (p *process, err error) {
	p = &process{name: name, command: exec.CommandContext(ctx, program, arguments...)}
	p.command.Env = append(os.Environ(), environment...)
	p.command.Stderr = &p.errors
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	if err := p.read(ctx, &p.greeting); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// step lets the process take a step.
func (p *process) step(ctx context.Context) (a answer, err error) {
	if _, err := io.WriteString(p.in, "\n"); err != nil {
		return a, p.fault(ctx, err)
	}
	return a, p.read(ctx, &a)
}

func (p *process) read(ctx context.Context, v any) error {
	line, err := p.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, v)
	}
	if err != nil {
		return p.fault(ctx, err)
	}
	return nil
}

// fault says why there is no answer: the context's end, or the last line that the process wrote to its standard error,
// which is complete once it has ended.
func (p *process) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.in.Close()
	ended := p.command.Wait()
	lines := strings.Split(strings.TrimSpace(p.errors.String()), "\n")
	return fmt.Errorf("%s: %s", p.name, cmp.Or(lines[len(lines)-1], fmt.Sprint(cmp.Or(ended, err))))
}

// stop lets the process end at the end of its input.
func (p *process) stop() {
	p.in.Close()
	_ = p.command.Wait() // its results are known by then
}

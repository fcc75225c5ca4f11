// Package slurm calls the programs of a Slurm cluster: sbatch, squeue, scancel and sinfo, as Slurm 20 and newer have
// them. It needs no database of accounts.
package slurm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// ErrNone is the error, within its line, where there is no Slurm.
var ErrNone = errors.New("no Slurm here")

// call runs one of Slurm's programs. Its error has the last line that the program printed.
func call(ctx context.Context, environment []string, input, name string, arguments ...string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w: %s is not on the PATH", ErrNone, name)
	}
	c := exec.CommandContext(ctx, path, arguments...)
	c.Env, c.Stdin = environment, strings.NewReader(input)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
		said := strings.TrimPrefix(lines[len(lines)-1], name+": ")
		return "", fmt.Errorf("%s: %s", name, strings.TrimPrefix(said, "error: "))
	}
	return out.String(), nil
}

// Node is a machine of a cluster.
type Node struct {
	CPUs, GPUs int
	Memory     int64 // bytes
}

// Nodes lists the machines of a partition, or of all for "".
func Nodes(ctx context.Context, partition string) (nodes []Node, err error) {
	arguments := []string{"--noheader", "--Node", "--format=%c|%m|%G"}
	if partition != "" {
		arguments = append(arguments, "--partition="+partition)
	}
	text, err := call(ctx, nil, "", "sinfo", arguments...)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(text) {
		fields := strings.SplitN(strings.TrimSpace(line), "|", 3)
		if len(fields) < 3 {
			continue
		}
		cpus, _ := strconv.Atoi(strings.TrimRight(fields[0], "+"))
		mebibytes, _ := strconv.ParseInt(strings.TrimRight(fields[1], "+"), 10, 64)
		nodes = append(nodes, Node{cpus, gpus(fields[2]), mebibytes << 20})
	}
	return nodes, nil
}

// gpus counts them in a list of resources such as "gpu:a100:4(S:0-1),shard:8".
func gpus(resources string) (n int) {
	for part := range strings.SplitSeq(resources, ",") {
		part, _, _ = strings.Cut(part, "(")
		if words := strings.Split(part, ":"); len(words) > 1 && words[0] == "gpu" {
			count, _ := strconv.Atoi(words[len(words)-1])
			n += count
		}
	}
	return n
}

// Partitions lists the names of all.
func Partitions(ctx context.Context) ([]string, error) {
	text, err := call(ctx, nil, "", "sinfo", "--noheader", "--format=%R")
	return strings.Fields(text), err
}

// Array is a job for each number from 1 to Tasks, which SLURM_ARRAY_TASK_ID tells.
type Array struct {
	Name        string
	Script      string
	Environment []string // all of it, as "NAME=value"
	Tasks       int
	Partition   string // "" for the cluster's own choice
	CPUs, GPUs  int
	Memory      int64    // bytes
	Arguments   []string // more of sbatch's
}

// Submit hands an array to the cluster and returns its number; its jobs are called "NUMBER_TASK".
func Submit(ctx context.Context, a Array) (number string, err error) {
	const mebibyte = 1 << 20
	arguments := []string{"--parsable", "--job-name=" + a.Name, fmt.Sprintf("--array=1-%d", a.Tasks), "--ntasks=1",
		fmt.Sprintf("--cpus-per-task=%d", a.CPUs), fmt.Sprintf("--mem=%dM", (a.Memory+mebibyte-1)/mebibyte),
		"--output=/dev/null", "--error=/dev/null", "--export=ALL", "--signal=B:TERM@60"}
	if a.GPUs > 0 {
		arguments = append(arguments, fmt.Sprintf("--gres=gpu:%d", a.GPUs))
	}
	if a.Partition != "" {
		arguments = append(arguments, "--partition="+a.Partition)
	}
	text, err := call(ctx, a.Environment, a.Script, "sbatch", append(arguments, a.Arguments...)...)
	number, _, _ = strings.Cut(strings.TrimSpace(text), ";") // with the cluster's name
	if err == nil && number == "" {
		err = errors.New("sbatch: it names no job")
	}
	return number, err
}

// State is how far a job is.
type State struct {
	Name         string // as "RUNNING" or "NODE_FAIL"
	Exit, Signal int    // of its script, once that has ended
}

// The states that a sweep tells apart.
const (
	Running     = "RUNNING"
	Completing  = "COMPLETING"
	Completed   = "COMPLETED"
	Cancelled   = "CANCELLED"
	OutOfMemory = "OUT_OF_MEMORY"
	Timeout     = "TIMEOUT"
)

// Ended tells whether nothing more will happen.
func (s State) Ended() bool {
	switch s.Name {
	case Completed, Cancelled, OutOfMemory, Timeout, "FAILED", "NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "DEADLINE",
		"REVOKED":
		return true
	}
	return false
}

// States tells how far the jobs of a user are, by name. Those that have ended stay for some minutes.
func States(ctx context.Context, user int) (map[string]State, error) {
	text, err := call(ctx, nil, "", "squeue", "--noheader", "--array", "--states=all", "--user="+strconv.Itoa(user),
		"--Format=JobArrayID:40,State:20,exit_code:20")
	if err != nil {
		return nil, err
	}
	states := map[string]State{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		s := State{Name: fields[1]}
		if exit, signal, split := strings.Cut(fields[2], ":"); split {
			s.Exit, _ = strconv.Atoi(exit)
			s.Signal, _ = strconv.Atoi(signal)
		} else if status, err := strconv.Atoi(fields[2]); err == nil { // as wait(2) has it
			s.Exit, s.Signal = status>>8, status&127
		}
		states[fields[0]] = s
	}
	return states, nil
}

// Cancel ends a job: it gets SIGTERM, and some time later SIGKILL.
func Cancel(ctx context.Context, job string) error {
	_, err := call(ctx, nil, "", "scancel", job)
	return err
}

// Package slurmtest has programs for tests that behave as those of Slurm 22.05 do, and run the jobs as processes of
// this machine.
package slurmtest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// put writes a word into a file in one go.
const put = `put() { echo $1 >FOLDER/$2.$$; mv FOLDER/$2.$$ FOLDER/$2; }`

// programs are shell scripts. FOLDER holds, for each job N_T, N_T.pid, N_T.state and N_T.exit.
var programs = map[string]string{
	"sbatch": put + `
echo "$@" >>FOLDER/asked
[ ! -e FOLDER/refuse ] || { cat FOLDER/refuse >&2; exit 1; }
n=$(($(cat FOLDER/number 2>/dev/null || echo 0) + 1)); echo $n >FOLDER/number
cat >FOLDER/$n.sh
for a; do
	case $a in --array=1-*) tasks=${a#--array=1-};; --cpus-per-task=*) cpus=${a#*=};; esac
done
for t in $(seq $tasks); do
	put RUNNING ${n}_$t.state
	(
		[ ! -e FOLDER/entrypoint ] || cp FOLDER/entrypoint FOLDER/$n.sh
		SLURM_ARRAY_TASK_ID=$t SLURM_CPUS_PER_TASK=$cpus setsid sh FOLDER/$n.sh >/dev/null 2>&1 &
		echo $! >FOLDER/${n}_$t.pid
		wait $!; code=$?
		put $((code > 128 ? code - 128 : code * 256)) ${n}_$t.exit
		grep -q RUNNING FOLDER/${n}_$t.state || exit 0
		if [ $code = 0 ]; then put COMPLETED ${n}_$t.state; else put FAILED ${n}_$t.state; fi
	) </dev/null >/dev/null 2>&1 &
done
echo $n`,
	"squeue": `
[ ! -e FOLDER/down ] || { echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; }
for f in FOLDER/*.state; do
	[ -e $f ] || continue
	j=$(basename $f .state)
	printf "%-40s%-20s%-20s\n" $j $(cat $f) $(cat FOLDER/$j.exit 2>/dev/null || echo 0)
done`,
	"scancel": put + `
put CANCELLED $1.state
until [ -s FOLDER/$1.pid ]; do sleep 0.01; done
pid=$(cat FOLDER/$1.pid) # which leads its processes only when setsid is done
until kill -TERM -$pid 2>/dev/null || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
exit 0`,
	"sinfo": `
case "$*" in
*--partition=gpu*) ;;
*--Node*) printf "2|4000|(null)\n2|8000|gpu:1\n";;
*) echo all;;
esac`,
}

// Cluster is where the programs keep what they know.
type Cluster struct{ folder string }

// Start puts the programs on the PATH of the test. What they started ends with it.
func Start(t *testing.T) Cluster {
	t.Helper()
	c := Cluster{t.TempDir()}
	for name, text := range programs {
		text = "#!/bin/sh\n" + strings.ReplaceAll(text, "FOLDER", c.folder) + "\n"
		if err := os.WriteFile(filepath.Join(c.folder, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", c.folder+":"+os.Getenv("PATH"))
	t.Cleanup(func() {
		for job := range c.Running() {
			c.Kill(job)
		}
	})
	return c
}

// Set makes the cluster behave in another way: "entrypoint" is run in the place of the jobs' own script, "refuse" is
// what sbatch says in place of taking jobs, and "down" is a controller that does not answer. "" ends that.
func (c Cluster) Set(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(c.folder, name)
	if text == "" {
		os.Remove(path)
	} else if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Asked are the arguments that sbatch got, a line a call.
func (c Cluster) Asked() []string {
	text, _ := os.ReadFile(filepath.Join(c.folder, "asked"))
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// Running are the processes of the jobs that run.
func (c Cluster) Running() map[string]int {
	list := map[string]int{}
	files, _ := filepath.Glob(filepath.Join(c.folder, "*.state"))
	for _, file := range files {
		state, _ := os.ReadFile(file)
		number, _ := os.ReadFile(strings.TrimSuffix(file, "state") + "pid")
		if pid, err := strconv.Atoi(strings.TrimSpace(string(number))); err == nil && string(state) == "RUNNING\n" {
			list[strings.TrimSuffix(filepath.Base(file), ".state")] = pid
		}
	}
	return list
}

// Kill kills a job's processes, as a lost node does.
func (c Cluster) Kill(job string) {
	pid, runs := c.Running()[job]
	// A process leads the others of its job only when setsid is done.
	for runs && syscall.Kill(-pid, syscall.SIGKILL) != nil && syscall.Kill(pid, 0) == nil {
		time.Sleep(time.Millisecond)
	}
}

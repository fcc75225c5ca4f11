package run_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// A program that trains when it was launched, and else launches itself. TrainBuilder.Detach does this.
func ExampleLaunch() {
	if _, is := run.Launched(); !is {
		process, err := run.Launch("runs/deep")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(process)
		return
	}
	r, err := run.Create("runs/deep", run.Info{}, run.Memory{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
}

func ExampleLaunched() {
	_, is := run.Launched()
	fmt.Println(is)
	// Output: false
}

func ExampleResume() {
	_, err := run.Resume("testdata/sweep/groups=2 seed=1", 0)
	why, remedy, _ := strings.Cut(err.Error(), ";")
	fmt.Println(why)
	fmt.Println(strings.TrimSpace(remedy))
	// Output:
	// run: testdata/sweep/groups=2 seed=1 holds no program, as the run was not detached
	// go on by the call that started it
}

func ExampleStop() {
	_, err := run.Stop("testdata/sweep/groups=2 seed=1")
	fmt.Println(err)
	// Output: run: no process trains testdata/sweep/groups=2 seed=1, which is complete; there is nothing to stop
}

func ExampleStopContext() {
	_, err := run.StopContext(context.Background(), "runs/none")
	fmt.Println(err != nil)
	// Output: true
}

func ExampleRequestStop() {
	fmt.Println(run.RequestStop("runs/none"))
	// Output: <nil>
}

func ExampleWriter() {
	process, writes := run.Writer("testdata/sweep/groups=2 seed=1")
	fmt.Println(process.ID, writes)
	// Output: 0 false
}

// A program that has another process train a run, and waits for it. Package sweep does this.
func ExampleStartWorker() {
	command, err := run.ThisCommand()
	if err != nil {
		log.Fatal(err)
	}
	worker, err := run.StartWorker("runs/deep", command)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(worker.Wait(context.Background()))
}

func ExampleThisCommand() {
	command, err := run.ThisCommand()
	fmt.Println(command.Program != "", command.Folder != "", err)
	// Output: true true <nil>
}

func ExampleWorkerVariables() {
	fmt.Println(run.WorkerVariables("/shared/runs/deep"))
	// Output: [KILOLAYER_LAUNCHED=/shared/runs/deep KILOLAYER_LAUNCHED_LOCKS=yes]
}

func ExampleOutputPath() {
	fmt.Println(run.OutputPath("runs/deep"))
	// Output: runs/deep/output.txt
}

func ExampleLastLine() {
	directory, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(directory)
	printed := "reading the graph\nrevgnn: 130 channels do not split into 4 groups\n"
	if err := os.WriteFile(run.OutputPath(directory), []byte(printed), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println(run.LastLine(directory))
	// Output: revgnn: 130 channels do not split into 4 groups
}

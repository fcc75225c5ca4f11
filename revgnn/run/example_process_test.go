package run_test

import (
	"context"
	"fmt"
	"log"
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

func ExampleWriter() {
	process, writes := run.Writer("testdata/sweep/groups=2 seed=1")
	fmt.Println(process.ID, writes)
	// Output: 0 false
}

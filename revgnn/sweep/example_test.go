package sweep_test

import (
	"fmt"
	"os"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

func ExampleOf() {
	small := paper.Preset("revgnn-80-proteins").Small()
	_, err := sweep.Of(small).Over("depth", 7, 28).Over("chanels", 40, 80).Seeds(3).WithDirectory("runs/depths").Done()
	fmt.Println(err)
	// Output: paper: an experiment has no option "chanels"; did you mean "channels"?
}

func ExampleFunc() {
	club := datasets.Karate().Must()
	directory, err := os.MkdirTemp("", "sweep")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(directory)
	groups := sweep.Func("club", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		model, err := revgnn.Reversible(conv.GCN()).WithDepth(1).WithChannels(8).WithGroups(s.Int("groups")).
			WithSeed(s.Seed).For(club).Done()
		return revgnn.Train(model, club).WithSeed(s.Seed).WithEpochs(2), err
	}).Over("groups", 2, 3).WithDirectory(directory).Must()
	for _, r := range groups.List() {
		fmt.Printf("%s: %s %q\n", r.Name, r.Status, r.Reason)
	}
	// Output:
	// groups=2,seed=1: complete ""
	// groups=3,seed=1: failed "revgnn: 8 channels do not split into 3 groups; use a multiple of 3 channels"
}

// drawn prints the values of an option in settings that are drawn at random, which are complete in no time.
func drawn(values sweep.Range) {
	club := datasets.Karate().Must()
	directory, err := os.MkdirTemp("", "sweep")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(directory)
	draws := sweep.Func("draws", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		model, err := revgnn.Reversible(conv.GCN()).WithDepth(1).WithChannels(2).For(club).Done()
		return revgnn.Train(model, club).WithEpochs(1), err
	}).Over("value", values).WithRandom(3, 1).WithDirectory(directory).Must()
	for _, r := range draws.Runs() {
		fmt.Println(r.Label())
	}
}

func ExampleBetween() {
	drawn(sweep.Between(0.1, 0.5))
	// Output:
	// value 0.3
	// value 0.296
	// value 0.329
}

func ExampleLogBetween() {
	drawn(sweep.LogBetween(1e-4, 1e-1))
	// Output:
	// value 0.00318
	// value 0.00294
	// value 0.00522
}

func ExampleWholeBetween() {
	drawn(sweep.WholeBetween(1, 9))
	// Output:
	// value 5
	// value 6
	// value 1
}

// Two runs at a time, each in a process of this machine. Those processes are this program, run again up to the sweep.
func ExampleProcesses() {
	small := paper.Preset("revgnn-80-proteins").Small()
	_, err := sweep.Of(small).Over("depth", 7, 28).WithWorkers(sweep.Processes(2)).Done()
	fmt.Println(err)
	// Output: sweep: workers need a directory that they see; use WithDirectory
}

// Each run is a job of a Ray cluster. Its program is this one, which travels with the job.
func ExampleRay() {
	small := paper.Preset("revgnn-80-proteins").Small()
	cluster := sweep.Ray("head:8265").WithCPUs(4).WithPip("xla-cpu-pjrt==0.0.1")
	_, err := sweep.Of(small).Over("depth", 7, 28).WithDirectory("runs/depths").WithWorkers(cluster).Done()
	fmt.Println(err)
	// Output: sweep: "head:8265" is no address of a Ray dashboard; use one like http://head:8265
}

// The runs are job arrays of a Slurm cluster. Their program is this one.
func ExampleSlurm() {
	small := paper.Preset("revgnn-80-proteins").Small()
	cluster := sweep.Slurm().WithPartition("gpu").WithGPUs(1).WithCPUs(0).WithArguments("--time=24:00:00")
	_, err := sweep.Of(small).Over("depth", 7, 28).WithDirectory("runs/depths").WithWorkers(cluster).Done()
	fmt.Println(err)
	// Output: sweep: runs of 0 CPUs, 1 GPUs and 0 bytes; use positive numbers
}

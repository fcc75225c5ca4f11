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
	// groups=3,seed=1: failed "revgnn: 8 channels do not split into 3 groups; use a multiple of 3"
}

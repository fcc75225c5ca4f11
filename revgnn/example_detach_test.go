package revgnn_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

func ExampleTrainBuilder_Detach() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GCN()).WithDepth(1001).WithChannels(16).For(club).Must()
	process := cell.Must(revgnn.Train(model, club).WithEpochs(2000).WithDirectory("runs/deep").Detach())
	fmt.Println(process)
	viz.Follow("runs/deep") // here or in any other cell; the stop button ends the watching alone
	cell.Must(run.Stop("runs/deep"))
}

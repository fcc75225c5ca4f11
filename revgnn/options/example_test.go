package options_test

import (
	"encoding/json"
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

func ExampleNewNetwork() {
	n := options.NewNetwork(options.Reversible)
	fmt.Println(n.Depth, n.Channels, n.Groups, n.Backward)
	n = options.NewNetwork(options.Equilibrium)
	fmt.Println(n.Depth, n.Channels, n.Groups, n.Backward, n.Solver)
	// Output:
	// 7 64 2 invert
	// 0 64 1 implicit anderson(window 6, relative 1e-06, at most 100)
}

func ExampleNewSolver() {
	fmt.Println(options.NewSolver(options.Anderson))
	// Output: anderson(window 6, relative 1e-05, at most 100)
}

func ExampleNewTraining() {
	t := options.NewTraining()
	fmt.Println(t.Epochs, t.Parts, t.Optimizer, t.LearningRate)
	// Output: 100 1 adam 0.001
}

func ExampleNewEvaluation() {
	e := options.NewEvaluation()
	fmt.Println(e.Views, e.Parts)
	// Output: 1 1
}

func ExampleFind() {
	n := options.NewNetwork(options.Equilibrium)
	penalty, err := options.Find("jacobian penalty", &n)
	if err != nil {
		panic(err)
	}
	fmt.Println(penalty.Set(0.5), n.JacobianPenalty)
	fmt.Println(penalty.Set(-1))
	_, err = options.Find("jacobi penalty", &n)
	fmt.Println(err)
	// Output:
	// <nil> 0.5
	// the option "jacobian penalty" takes a finite number of at least 0, not -1
	// there is no option "jacobi penalty"; did you mean "jacobian penalty"?
}

func ExampleFields() {
	n := options.NewNetwork(options.Residual)
	n.Dropout = 0.1
	for _, f := range options.Fields(&n) {
		if text := f.String(); text != "" {
			fmt.Printf("%s: %s\n", f.Name, text)
		}
	}
	// Output:
	// family: residual
	// depth: 7
	// channels: 64
	// dropout: 0.1
	// backward: recompute
	// seed: 0
}

func ExampleNames() {
	fmt.Println(options.Names(&options.Evaluation{}))
	// Output: [evaluation views evaluation parts evaluation devices seed]
}

func ExampleDifferences() {
	one, two := options.NewTraining(), options.NewTraining()
	one.WarmUp, two.Seed = 5, 1<<64-1
	for _, d := range options.Differences(&one, &two) {
		fmt.Println(d)
	}
	// Output:
	// warm-up 5, not none
	// seed 0, not 18446744073709551615
}

func ExampleChanged() {
	kept, asked := options.NewTraining(), options.NewTraining()
	asked.Epochs, asked.FailedSolves = 200, 5 // of the two, failed solves may change when a run goes on
	fmt.Println(options.Changed(&kept, &asked))
	// Output: [epochs 100, not 200]
}

func ExampleNearest() {
	fmt.Println(options.Nearest("chanels", []string{"channels", "groups"}))
	// Output: did you mean "channels"?
}

func ExampleNamed() {
	text, err := json.Marshal(options.Named{Name: "lion", Value: "what a user brought"})
	fmt.Println(string(text), err)
	// Output: "lion" <nil>
}

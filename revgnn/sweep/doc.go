// Package sweep trains an experiment in all combinations of the values of its options: an ablation.
//
//	depths := sweep.Of(paper.Preset("revgnn-80-proteins").Small()).
//		Over("depth", 3, 7, 14).Seeds(3).
//		WithDirectory("runs/depths").WithObserver(viz.Progress()).Must()
//	viz.Show(depths, viz.Compare(depths.Runs()...))
//
// [Of] takes a preset of package paper, whose options are known by name. [Func] takes any function that builds a
// training for a [Setting], for networks and options of one's own.
//
// Each combination and each seed is a run in a directory of its own below the sweep's. The same call goes on with what
// is there: complete runs are kept, and those that were stopped or killed go on from their checkpoints. A run that
// fails is recorded with its reason, and the rest goes on.
//
// The runs come one after the other, or several at once with WithConcurrency, within the memory that WithMemory states.
package sweep

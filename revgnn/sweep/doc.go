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
// Families stand beside depths in one sweep; what has no meaning for a family is left out for it:
//
//	sweep.Of(small).Over("family", "reversible", "weight-tied", "equilibrium").Over("depth", 4, 16).Seeds(5)
//
// A search draws its settings from values and ranges, and ends those early that fall behind:
//
//	sweep.Of(small).Over("learning rate", sweep.LogBetween(1e-4, 1e-1)).Over("groups", 2, 4).
//		WithRandom(40, 1).WithHalving(3, 5)
//
// Where an option of the training was changed since the last call, new runs lie beside the old ones. WithRestart,
// WithRestartOf and WithRestartOfChanged train in their place, and WithExtension goes on to more epochs.
//
// The table has mean and deviation over the seeds, the confidence interval, and paired tests against the best setting.
// A setting is named by what sets it apart from the others, the same in each table and figure, or by WithLabels.
//
// The runs come one after the other, or several at once with WithConcurrency, within the memory that WithMemory states.
// With WithWorkers each trains in a process of its own:
//
//	sweep.Of(small).Over("depth", 4, 16).Seeds(5).WithDirectory("runs/depths").WithWorkers(sweep.Processes(4)).Must()
//
// Ray and Slurm take the place of Processes for clusters.
package sweep

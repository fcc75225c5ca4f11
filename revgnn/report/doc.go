// Package report names the numbers of a run's history and the options of its training, for programs that follow
// experiments. Packages tensorboard and mlflow send them there. An observer for another one takes them from here:
//
//	for _, s := range report.Scalars(info, record) {
//		send(s.Name, record.Step, s.Value)
//	}
//
// docs/tracking.md shows how.
package report

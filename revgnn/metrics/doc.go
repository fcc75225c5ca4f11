// Package metrics judges what a network predicts against labels: the share of right classes ([Accuracy]), and the area
// under the receiver operating characteristic ([ROCAUC], [ROC]) as the ogb package defines it.
//
//	share, err := metrics.Accuracy(g.Classes, logits.Data, logits.Cols, g.Test)
//	curve, err := metrics.ROC(labels, scores, tasks, 0) // of the first task: curve.AUC() is its area
//
// A [Metric] is what training follows: the two above are [ByAccuracy] and [ByROCAUC], and one of your own is a type
// with two methods.
//
//	type balanced struct{}
//
//	func (balanced) String() string { return "balanced accuracy" }
//
//	func (balanced) Score(s metrics.Split) (float64, error) {
//		classes, predicted, err := s.Predicted()
//		…
//	}
//
// Everything works on slices in host memory; the package is pure Go and links no backend.
package metrics

// Package metrics judges what a network predicts against labels: the share of right classes ([Accuracy]), the area
// under the receiver operating characteristic ([ROCAUC], [ROC]) as the ogb package defines it, and of real numbers the
// errors ([MAE], [RMSE]) and the coefficient of determination ([R2]) as scikit-learn does.
//
//	share, err := metrics.Accuracy(g.Classes, logits.Data, logits.Cols, g.Test)
//	curve, err := metrics.ROC(labels, scores, tasks, 0) // of the first task: curve.AUC() is its area
//	r2, err := metrics.R2(values, predicted, columns) // the mean over columns
//
// A [Metric] is what training follows: those above are [ByAccuracy], [ByROCAUC], [ByMAE], [ByRMSE] and [ByR2], and one
// of your own is a type with two methods; a third tells where less is better, see [LessIsBetter].
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

// Package metrics judges what a network predicts against labels. Each metric has a name, by which options, presets and
// sweeps choose it, and equals what scikit-learn computes:
//
//	name                       by                          judges          is
//	accuracy                   [ByAccuracy]                classes, tasks  share of labels that are right
//	balanced accuracy          [ByBalancedAccuracy]        classes, tasks  mean over classes of their share
//	f1                         [ByF1]                      2 classes, tasks
//	macro f1, micro f1,        [ByMacroF1], [ByMicroF1],
//	weighted f1                [ByWeightedF1]              classes, tasks  2 TP/(2 TP + FP + FN)
//	precision                  [ByPrecision]               2 classes, tasks
//	macro precision            [ByMacroPrecision]          classes, tasks  TP/(TP + FP)
//	recall                     [ByRecall]                  2 classes, tasks
//	macro recall               [ByMacroRecall]             classes, tasks  TP/(TP + FN)
//	mcc                        [ByMCC]                     classes, tasks  Matthews' correlation
//	rocauc                     [ByROCAUC]                  classes, tasks  area under the ROC curve
//	average precision          [ByAveragePrecision]        classes, tasks  area under precision over recall
//	r2                         [ByR2]                      values          coefficient of determination
//	mae, rmse                  [ByMAE], [ByRMSE]           values          errors; less is better
//
// A plain name is that of the second of two classes, or the mean over yes/no tasks, of their yes: see [Average].
// [OfClass] takes another class, of any number: "f1 of fraud".
//
//	share, err := metrics.Accuracy(g.Classes, logits.Data, logits.Cols, g.Test)
//	test := metrics.Split{Classes: g.Classes, Logits: logits.Data, Columns: logits.Cols, Nodes: g.Test}
//	f1, err := metrics.F1(test, metrics.Macro)
//	counts, err := metrics.Count(test)                     // counts[3].Recall() is that of class 3 alone
//	curve, err := metrics.ROC(labels, scores, tasks, 0)    // of the first task: curve.AUC() is its area
//	r2, err := metrics.R2(values, predicted, columns)      // the mean over columns
//
// What has no label is left out; where nothing is left to divide by, a rate is 0, as with scikit-learn's
// zero_division=0. The functions say what they do with a class that has no node in the split, and a task without a yes.
//
// A [Metric] is what training follows: one of those above, or one of your own, a type with two methods; a third tells
// where less is better, see [LessIsBetter].
//
//	type sure struct{}
//
//	func (sure) String() string { return "sure" }
//
//	func (sure) Score(s metrics.Split) (float64, error) {
//		classes, predicted, err := s.Predicted()
//		…
//	}
//
// Everything works on slices in host memory; the package is pure Go and links no backend.
package metrics

// Package statistics compares results over seeds: means with their confidence, and paired tests with their correction
// for many comparisons.
//
//	mean, deviation := stat.MeanStdDev(accuracies, nil)  // of gonum
//	low, high := statistics.Interval(accuracies, 0.95)
//	p := statistics.PairedT(one, other)                  // seed by seed
package statistics

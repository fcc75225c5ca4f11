package metrics

// ROCAUC returns the mean over tasks of the area under the receiver operating characteristic: for one task, the
// probability that a positive row scores higher than a negative one, where equal scores count a half.
//
// labels and scores are [rows, tasks], row after row. A label is 1, 0, or NaN for an unlabelled entry, which is left
// out. A task without both classes is left out of the mean, and every other task has the same weight: the definition of
// the evaluator for ogbn-proteins (Hu et al., "Open Graph Benchmark", 2020). Scores need not be probabilities; only
// their order within a task counts. It takes O(rows · log rows) per task.
//
// As a metric, ByROCAUC judges classes as well: each against the rest by its probability, and of two classes the second
// alone, as scikit-learn's roc_auc_score does with multi_class="ovr".
//
// An error names what is wrong: the sizes, a label that is none of the three, a score of a labelled entry that is not
// finite, or labels in which no task has both classes.
func ROCAUC[L, S Float](labels []L, scores []S, tasks int) (float64, error) {
	return overCurves(labels, scores, tasks, Curve.AUC)
}

package viz

import "testing"

// TestMetricNames names metrics at the start of a sentence and within one.
func TestMetricNames(t *testing.T) {
	for _, c := range []struct{ metric, alone, within string }{
		{"accuracy", "Accuracy", "accuracy"},
		{"balanced accuracy", "Balanced accuracy", "balanced accuracy"},
		{"f1", "F1", "F1"},
		{"macro f1", "Macro F1", "macro F1"},
		{"weighted f1", "Weighted F1", "weighted F1"},
		{"macro recall", "Macro recall", "macro recall"},
		{"precision", "Precision", "precision"},
		{"mcc", "MCC", "MCC"},
		{"rocauc", "ROC-AUC", "ROC-AUC"},
		{"average precision", "Average precision", "average precision"},
		{"r2", "R²", "R²"},
		{"Dice", "Dice", "Dice"}, // of a user's own
		{"", "Metric", "metric"},
	} {
		if got := metricName(c.metric); got != c.alone || lowerFirst(got) != c.within {
			t.Errorf("%q is %q, and %q within a sentence; want %q and %q", c.metric, got, lowerFirst(got), c.alone,
				c.within)
		}
	}
}

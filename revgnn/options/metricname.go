package options

import "strings"

// MetricName is a metric as readers say it within a sentence: "ROC-AUC" for "rocauc", "macro F1" for "macro f1". Others
// are called as they are. That of one class keeps the class's name: "F1 of fraud".
func MetricName(metric string) string {
	if metric, class, ok := strings.Cut(metric, " of "); ok {
		return MetricName(metric) + " of " + class
	}
	switch strings.ToLower(metric) {
	case "rocauc":
		return "ROC-AUC"
	case "r2":
		return "R²"
	case "mae", "rmse", "mcc":
		return strings.ToUpper(metric)
	case "f1", "macro f1", "micro f1", "weighted f1":
		return metric[:len(metric)-2] + "F1"
	}
	return metric
}

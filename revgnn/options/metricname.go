package options

import "strings"

// MetricName is a metric as readers say it within a sentence: "ROC-AUC" for "rocauc", "macro F1" for "macro f1". Others
// are called as they are.
func MetricName(metric string) string {
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

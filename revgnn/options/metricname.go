package options

import "strings"

// MetricName is a metric as readers say it within a sentence: "ROC-AUC" for "rocauc". Others are called as they are.
func MetricName(metric string) string {
	switch strings.ToLower(metric) {
	case "rocauc":
		return "ROC-AUC"
	case "r2":
		return "R²"
	case "mae":
		return "MAE"
	case "rmse":
		return "RMSE"
	}
	return metric
}

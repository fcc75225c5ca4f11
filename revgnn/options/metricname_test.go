package options_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

func ExampleMetricName() {
	for _, metric := range []string{"accuracy", "rocauc", "r2", "macro f1", "mine"} {
		fmt.Println(options.MetricName(metric))
	}
	// Output:
	// accuracy
	// ROC-AUC
	// R²
	// macro F1
	// mine
}

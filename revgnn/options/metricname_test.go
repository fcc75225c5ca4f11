package options_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

func ExampleMetricName() {
	for _, metric := range []string{"accuracy", "rocauc", "r2", "mine"} {
		fmt.Println(options.MetricName(metric))
	}
	// Output:
	// accuracy
	// ROC-AUC
	// R²
	// mine
}

package mlflow_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/report/mlflow"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func ExampleTo() {
	observer := mlflow.To("http://127.0.0.1:5000", "depths").WithName("deep").WithTag("why", "to see how deep it goes")
	// For revgnn.Train(…).WithObserver(observer).
	fmt.Println(observer.Err())
	// Output: <nil>
}

func ExampleLog() {
	var r run.Run // as run.Open gives it
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := mlflow.Log(ctx, "http://127.0.0.1:5000", "depths", &r)
	fmt.Println(errors.Is(err, context.Canceled))
	// Output: true
}

// Package mlflow sends runs to a tracking server of MLflow, by its REST API.
//
// While a run trains, an observer sends:
//
//	revgnn.Train(model, graph).WithDirectory("runs/deep").
//		WithObserver(mlflow.To("http://127.0.0.1:5000", "depths").WithName("deep")).Must()
//
// and afterwards, also what an observer could not send:
//
//	for _, r := range cell.Must(run.OpenSweep("runs/depths")).Runs() {
//		cell.Must(mlflow.Log(ctx, "http://127.0.0.1:5000", "depths", r))
//	}
//
// The server is that of `mlflow server`, from version 2 on. A run has the options as parameters, the numbers of package
// report as metrics by step, and the device, the data's fingerprint and the versions as tags. It is known by the tag
// kilolayer.run: a training that is gone on with stays one run there, and what the server has is not sent again.
//
// https://mlflow.org/docs/latest/api_reference/rest-api.html
package mlflow

// Package ray speaks with a Ray cluster through its job interface: HTTP on the head's dashboard, without Python.
//
//	c := ray.At("http://head:8265")
//	uri, err := c.Upload(ctx, archive)
//	err = c.Submit(ctx, ray.Job{ID: "mine-1", Entrypoint: "./program", WorkingDir: uri, CPUs: 2})
//	state, err := c.State(ctx, "mine-1")
//
// https://docs.ray.io/en/latest/cluster/running-applications/job-submission/rest.html has the interface of jobs. How
// archives are uploaded and how nodes are listed the Python client and the state interface show.
package ray

package mlflow

import (
	"context"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Log sends a run that ended, such as a *run.Run, to the experiment of a name on a server, or what the server lacks of
// it. The run there is named by its label. The server is as in To.
func Log(ctx context.Context, server, experiment string, r run.Recorded) error {
	c, err := newClient(server, nil)
	if err != nil {
		return err
	}
	t := &tracked{client: c, experiment: experiment, name: r.Label(), info: r.Info()}
	if err := t.open(ctx); err != nil {
		return err
	}
	history := r.History()
	if _, err := t.send(ctx, history); err != nil {
		return err
	}
	status := run.Complete
	if s, ok := r.(interface{ Status() run.Status }); ok {
		status = s.Status()
	}
	var end time.Time
	if last := len(history) - 1; last >= 0 && status != run.Running {
		end = t.info.Created.Add(history[last].Elapsed)
	}
	return t.update(ctx, t.id, status, end)
}

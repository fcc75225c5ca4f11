package mlflow

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// tracked is a run of ours on a server.
type tracked struct {
	client     client
	experiment string // its name
	name       string // of the run; "" lets the server make one up
	tags       []pair
	info       run.Info

	id    string         // of the run there; "" before it was found or made
	known map[string]int // the last step that the server has of each metric
}

// open finds the run on the server, or makes it.
func (t *tracked) open(ctx context.Context) error {
	if t.id != "" {
		return nil
	}
	experiment, err := t.experimentID(ctx)
	if err != nil {
		return err
	}
	var found struct{ Runs []described }
	filter := fmt.Sprintf("tags.`%s` = '%s'", runTag, identity(t.info))
	err = t.client.post(ctx, "runs/search", map[string]any{"experiment_ids": []string{experiment}, "filter": filter,
		"max_results": 1}, &found)
	if err != nil {
		return err
	}
	if len(found.Runs) == 0 {
		return t.create(ctx, experiment)
	}
	return t.goOn(ctx, found.Runs[0])
}

// described is a run as the server gives it.
type described struct {
	Info struct {
		ID string `json:"run_id"`
	}
	Data struct {
		Metrics []struct {
			Key  string
			Step whole
		}
		Params []pair
	}
}

// whole is an int64, which the JSON of protocol buffers may write as a text.
type whole int64

func (w *whole) UnmarshalJSON(text []byte) error {
	if unquoted, err := strconv.Unquote(string(text)); err == nil {
		text = []byte(unquoted)
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	*w = whole(n)
	return err
}

// experimentID is that of the experiment, which is made where it is not there.
func (t *tracked) experimentID(ctx context.Context) (string, error) {
	var found struct {
		Experiment struct {
			ID    string `json:"experiment_id"`
			Stage string `json:"lifecycle_stage"`
		}
	}
	query := url.Values{"experiment_name": {t.experiment}}
	switch err := t.client.get(ctx, "experiments/get-by-name", query, &found); {
	case err == nil && found.Experiment.Stage == "deleted":
		return "", fmt.Errorf("mlflow: the experiment %q is deleted on the server; restore it, or use another name",
			t.experiment)
	case err == nil:
		return found.Experiment.ID, nil
	case !missing(err):
		return "", err
	}
	var made struct {
		ID string `json:"experiment_id"`
	}
	err := t.client.post(ctx, "experiments/create", map[string]any{"name": t.experiment}, &made)
	return made.ID, err
}

// create makes the run, with its tags and parameters.
func (t *tracked) create(ctx context.Context, experiment string) error {
	body := map[string]any{"experiment_id": experiment, "start_time": t.info.Created.UnixMilli(),
		"tags": tagsOf(t.info, t.tags)}
	if t.name != "" {
		body["run_name"] = t.name
	}
	var made struct{ Run described }
	if err := t.client.post(ctx, "runs/create", body, &made); err != nil {
		return err
	}
	return t.goOn(ctx, made.Run)
}

// goOn takes a run that is on the server, and gives it the parameters that it lacks. Parameters can't change there: the
// new value of one that did is a tag.
func (t *tracked) goOn(ctx context.Context, r described) error {
	if r.Info.ID == "" {
		return errors.New("mlflow: the server answered without the id of a run")
	}
	var params, changed []pair
	for _, p := range paramsOf(t.info) {
		i := slices.IndexFunc(r.Data.Params, func(there pair) bool { return there.Key == p.Key })
		switch {
		case i < 0:
			params = append(params, p)
		case r.Data.Params[i].Value != p.Value:
			changed = append(changed, pair{"now: " + p.Key, p.Value})
		}
	}
	for i := range changed {
		changed[i].Key = keyed(changed[i].Key)
	}
	for list := range slices.Chunk(params, mostParams) {
		if err := t.log(ctx, r.Info.ID, map[string]any{"params": list}); err != nil {
			return err
		}
	}
	for list := range slices.Chunk(changed, mostParams) {
		if err := t.log(ctx, r.Info.ID, map[string]any{"tags": list}); err != nil {
			return err
		}
	}
	if err := t.update(ctx, r.Info.ID, run.Running, time.Time{}); err != nil {
		return err
	}
	t.id, t.known = r.Info.ID, map[string]int{}
	for _, m := range r.Data.Metrics {
		t.known[m.Key] = int(m.Step)
	}
	return nil
}

func (t *tracked) log(ctx context.Context, id string, body map[string]any) error {
	body["run_id"] = id
	return t.client.post(ctx, "runs/log-batch", body, nil)
}

// send sends records that the server lacks, in as few requests as it takes. It returns how many of them need not be
// sent again.
func (t *tracked) send(ctx context.Context, records []run.Record) (sent int, err error) {
	var batch []metric
	for i, r := range records {
		var more []metric
		for _, m := range metricsOf(t.info, r) {
			if last, has := t.known[m.Key]; !has || m.Step > last {
				more = append(more, m)
			}
		}
		if len(batch)+len(more) > mostMetrics && len(batch) > 0 {
			if err := t.log(ctx, t.id, map[string]any{"metrics": batch}); err != nil {
				return sent, err
			}
			sent, batch = i, nil
		}
		batch = append(batch, more...)
	}
	if len(batch) > 0 {
		if err := t.log(ctx, t.id, map[string]any{"metrics": batch}); err != nil {
			return sent, err
		}
	}
	return len(records), nil
}

// update tells how far the run is. end is zero for one that is not at its end.
func (t *tracked) update(ctx context.Context, id string, status run.Status, end time.Time) error {
	body := map[string]any{"run_id": id, "status": map[run.Status]string{run.Running: "RUNNING",
		run.Complete: "FINISHED", run.Interrupted: "KILLED", run.Failed: "FAILED"}[status]}
	if !end.IsZero() {
		body["end_time"] = end.UnixMilli()
	}
	return t.client.post(ctx, "runs/update", body, nil)
}

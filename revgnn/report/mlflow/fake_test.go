package mlflow

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// methods are the fields of each method's request in MLflow's documentation, those that must be there first, up to "|".
var methods = map[string]string{
	"POST experiments/create":     "name | artifact_location tags",
	"GET experiments/get-by-name": "experiment_name |",
	"POST runs/create":            "experiment_id | user_id run_name start_time tags",
	"POST runs/search":            "experiment_ids | filter run_view_type max_results order_by page_token",
	"POST runs/log-batch":         "run_id | metrics params tags",
	"POST runs/update":            "run_id | status end_time run_name",
}

// entries are the fields of an entry of a list.
var entries = map[string]string{
	"metrics": "key value timestamp step", "params": "key value", "tags": "key value",
}

// fake is a tracking server with one experiment and one run, which refuses what the documentation does not have.
type fake struct {
	*httptest.Server
	t *testing.T

	lock       sync.Mutex
	down       bool // answers 503
	slow       chan struct{}
	calls      []string
	experiment string
	made       bool
	status     string
	name       string
	metrics    map[string]map[int]any
	twice      int // metrics of a key and step that were there
	params     map[string]string
	tags       map[string]string
}

func newFake(t *testing.T) *fake {
	f := &fake{t: t, metrics: map[string]map[int]any{}, params: map[string]string{}, tags: map[string]string{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) setDown(down bool) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.down = down
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error_code": code, "message": message})
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	if f.slow != nil {
		select {
		case <-f.slow:
		case <-r.Context().Done():
		}
		return
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, "<html>down</html>")
		return
	}
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/2.0/mlflow/")
	f.calls = append(f.calls, call)
	body := map[string]any{}
	if r.Method == http.MethodGet {
		for key, values := range r.URL.Query() {
			body[key] = values[0]
		}
	} else if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		f.t.Error(err)
	}
	f.check(call, body)
	text := func(key string) string { s, _ := body[key].(string); return s }
	answer := map[string]any{}
	switch call {
	case "GET experiments/get-by-name":
		if f.experiment != text("experiment_name") {
			refuse(w, http.StatusNotFound, "RESOURCE_DOES_NOT_EXIST", "no such experiment")
			return
		}
		answer["experiment"] = map[string]any{"experiment_id": "7", "lifecycle_stage": "active"}
	case "POST experiments/create":
		f.experiment = text("name")
		answer["experiment_id"] = "7"
	case "POST runs/search":
		filter := fmt.Sprintf("tags.`kilolayer.run` = '%s'", f.tags["kilolayer.run"])
		if f.made && text("filter") == filter {
			answer["runs"] = []any{f.described()}
		}
	case "POST runs/create":
		f.made, f.name = true, text("run_name")
		f.keep(body)
		answer["run"] = f.described()
	case "POST runs/log-batch":
		f.keep(body)
	case "POST runs/update":
		f.status = text("status")
	}
	json.NewEncoder(w).Encode(answer)
}

// check holds a request against the documentation.
func (f *fake) check(call string, body map[string]any) {
	all, known := methods[call]
	if !known {
		f.t.Errorf("there is no %s", call)
	}
	must, may, _ := strings.Cut(all, "|")
	for _, key := range strings.Fields(must) {
		if body[key] == nil {
			f.t.Errorf("%s without %s", call, key)
		}
	}
	count := 0
	for key, value := range body {
		if !slices.Contains(strings.Fields(must+" "+may), key) {
			f.t.Errorf("%s with %s", call, key)
		}
		list, _ := value.([]any)
		for _, entry := range list {
			fields, ok := entry.(map[string]any)
			if !ok {
				continue
			}
			count++
			for _, name := range strings.Fields(entries[key]) {
				if fields[name] == nil {
					f.t.Errorf("%s: an entry of %s without %s: %v", call, key, name, fields)
				}
			}
			if len(fields) != len(strings.Fields(entries[key])) {
				f.t.Errorf("%s: an entry of %s is %v", call, key, fields)
			}
		}
		if key == "params" && len(list) > 100 || key == "metrics" && len(list) > 1000 {
			f.t.Errorf("%s with %d %s", call, len(list), key)
		}
	}
}

func (f *fake) keep(body map[string]any) {
	list := func(key string) []any { l, _ := body[key].([]any); return l }
	for _, entry := range list("metrics") {
		m := entry.(map[string]any)
		key, step := m["key"].(string), int(m["step"].(float64))
		if f.metrics[key] == nil {
			f.metrics[key] = map[int]any{}
		}
		if _, there := f.metrics[key][step]; there {
			f.twice++
		}
		f.metrics[key][step] = m["value"]
	}
	for name, to := range map[string]map[string]string{"params": f.params, "tags": f.tags} {
		for _, entry := range list(name) {
			p := entry.(map[string]any)
			to[p["key"].(string)] = p["value"].(string)
		}
	}
}

func (f *fake) described() any {
	var metrics, params []any
	for key, steps := range f.metrics {
		last := 0
		for step := range steps {
			last = max(last, step)
		}
		// The JSON of protocol buffers may have an int64 as text.
		metrics = append(metrics, map[string]any{"key": key, "value": steps[last], "step": fmt.Sprint(last)})
	}
	for key, value := range f.params {
		params = append(params, map[string]any{"key": key, "value": value})
	}
	return map[string]any{"info": map[string]any{"run_id": "r1"},
		"data": map[string]any{"metrics": metrics, "params": params}}
}

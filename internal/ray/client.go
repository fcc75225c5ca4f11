package ray

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Interface is the version of the job interface that this package speaks, which all of Ray 2 has.
const Interface = "4"

// answerBytes is how much of an answer is read: logs are the longest.
const answerBytes = 64 << 20

// patience is how long one request may take; an archive of a program may be 100 MB.
const patience = 2 * time.Minute

// Client speaks with one cluster.
type Client struct {
	address string
	http    *http.Client
}

// At is a client of the cluster whose dashboard has an address, as "http://head:8265".
func At(address string) *Client {
	return &Client{strings.TrimRight(address, "/"), &http.Client{Timeout: patience}}
}

// ErrUnreachable is the error, within its line, of a request that got no answer.
var ErrUnreachable = errors.New("does not answer")

// ErrNoJob is the error, within its line, of a job that the cluster does not know.
var ErrNoJob = errors.New("knows no job")

// Refusal is an answer that is none.
type Refusal struct {
	Code int    // HTTP's
	Text string // the last line of what the cluster says
}

// Error is the refusal in one line.
func (r Refusal) Error() string { return fmt.Sprintf("HTTP %d: %s", r.Code, r.Text) }

// call makes a request and reads the answer into a value, unless that is nil.
func (c *Client) call(ctx context.Context, method, path string, body io.Reader, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.address+path, body)
	if err != nil {
		return err
	}
	if _, is := body.(*bytes.Reader); is {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%s %w (%v)", c.address, ErrUnreachable, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerBytes))
	if err != nil {
		return fmt.Errorf("%s %w (%v)", c.address, ErrUnreachable, err)
	}
	if answer.StatusCode >= 300 {
		return Refusal{answer.StatusCode, lastLine(string(text))}
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s answers %s with what is no answer of Ray's: %.60q", c.address, path, text)
	}
	return nil
}

// lastLine is where Python's tracebacks say what is wrong.
func lastLine(text string) (last string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.ContainsFunc(line, unicode.IsLetter) {
			last = line
		}
	}
	return last
}

// Version is what runs on a cluster.
type Version struct {
	Interface string `json:"version"`
	Ray       string `json:"ray_version"`
}

// Version asks what runs there.
func (c *Client) Version(ctx context.Context) (v Version, err error) {
	return v, c.call(ctx, http.MethodGet, "/api/version", nil, &v)
}

// Node is a machine of a cluster.
type Node struct {
	CPUs, GPUs float64
	Memory     int64 // bytes that jobs may ask for
}

// Nodes lists the machines that are alive.
func (c *Client) Nodes(ctx context.Context) (nodes []Node, err error) {
	var answer struct {
		Data struct {
			Result struct {
				Result []struct {
					State     string             `json:"state"`
					Resources map[string]float64 `json:"resources_total"`
				} `json:"result"`
			} `json:"result"`
		} `json:"data"`
	}
	if err := c.call(ctx, http.MethodGet, "/api/v0/nodes?detail=1&limit=10000", nil, &answer); err != nil {
		return nil, err
	}
	for _, n := range answer.Data.Result.Result {
		if n.State == "ALIVE" {
			nodes = append(nodes, Node{n.Resources["CPU"], n.Resources["GPU"], int64(n.Resources["memory"])})
		}
	}
	return nodes, nil
}

// Upload brings a ZIP archive to the cluster, unless that has it, and returns its name for Job.WorkingDir.
func (c *Client) Upload(ctx context.Context, archive []byte) (uri string, err error) {
	name := fmt.Sprintf("_ray_pkg_%x.zip", sha256.Sum256(archive))
	path := "/api/packages/gcs/" + name
	err = c.call(ctx, http.MethodGet, path, nil, nil)
	var refusal Refusal
	if errors.As(err, &refusal) && refusal.Code == http.StatusNotFound {
		err = c.call(ctx, http.MethodPut, path, io.NopCloser(bytes.NewReader(archive)), nil)
	}
	return "gcs://" + name, err
}

// Job is a program for a cluster.
type Job struct {
	ID         string
	Entrypoint string            // a command of the shell
	WorkingDir string            // that Upload returned
	Pip        []string          // packages of its Python
	Variables  map[string]string // of its environment
	CPUs, GPUs float64
	Memory     int64 // bytes
}

// Submit hands a job to the cluster.
func (c *Client) Submit(ctx context.Context, j Job) error {
	type environment struct {
		WorkingDir string            `json:"working_dir,omitempty"`
		Pip        []string          `json:"pip,omitempty"`
		Variables  map[string]string `json:"env_vars,omitempty"`
	}
	text, err := json.Marshal(struct {
		ID          string      `json:"submission_id"`
		Entrypoint  string      `json:"entrypoint"`
		Environment environment `json:"runtime_env"`
		CPUs        float64     `json:"entrypoint_num_cpus"`
		GPUs        float64     `json:"entrypoint_num_gpus,omitempty"`
		Memory      int64       `json:"entrypoint_memory,omitempty"`
	}{j.ID, j.Entrypoint, environment{j.WorkingDir, j.Pip, j.Variables}, j.CPUs, j.GPUs, j.Memory})
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, "/api/jobs/", bytes.NewReader(text), nil)
}

// The states of a job.
const (
	Pending   = "PENDING"
	Running   = "RUNNING"
	Stopped   = "STOPPED"
	Succeeded = "SUCCEEDED"
	Failed    = "FAILED"
)

// State is how far a job is.
type State struct {
	Status  string `json:"status"`
	Message string `json:"message"`
	// Exit is the exit status of the entrypoint; nil where it did not come to one.
	Exit *int `json:"driver_exit_code"`
}

// Ended tells whether nothing more will happen.
func (s State) Ended() bool {
	return s.Status == Stopped || s.Status == Succeeded || s.Status == Failed
}

// State asks how far a job is.
func (c *Client) State(ctx context.Context, id string) (s State, err error) {
	return s, c.known(id, c.call(ctx, http.MethodGet, "/api/jobs/"+url.PathEscape(id), nil, &s))
}

// Logs is what a job has printed.
func (c *Client) Logs(ctx context.Context, id string) (string, error) {
	var answer struct {
		Logs string `json:"logs"`
	}
	err := c.known(id, c.call(ctx, http.MethodGet, "/api/jobs/"+url.PathEscape(id)+"/logs", nil, &answer))
	return answer.Logs, err
}

// Stop ends a job: it gets SIGTERM, and three seconds later SIGKILL.
func (c *Client) Stop(ctx context.Context, id string) error {
	return c.known(id, c.call(ctx, http.MethodPost, "/api/jobs/"+url.PathEscape(id)+"/stop", nil, nil))
}

// known makes the refusal of a job that is not there ErrNoJob.
func (c *Client) known(id string, err error) error {
	var refusal Refusal
	if errors.As(err, &refusal) && (refusal.Code == http.StatusNotFound ||
		strings.Contains(refusal.Text, "does not exist")) {
		return fmt.Errorf("%s %w %s", c.address, ErrNoJob, id)
	}
	return err
}

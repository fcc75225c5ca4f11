// Package raytest has a server for tests that answers as the dashboard of a Ray cluster does, and runs the jobs as
// processes of this machine. The answers are those of Ray 2.60.
package raytest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Server is a cluster of one node.
type Server struct {
	// What the cluster says of itself.
	Interface, Ray string
	CPUs, Memory   float64
	// Entrypoint, where it is set, is run in the place of the jobs' own.
	Entrypoint string

	folder  string
	address string
	http    *http.Server

	mu       sync.Mutex
	packages map[string]bool
	jobs     map[string]*job
	// Asked is what the jobs asked for, in the order in which they came.
	Asked []Request
}

// Request is what a job asks for.
type Request struct {
	ID         string  `json:"submission_id"`
	Entrypoint string  `json:"entrypoint"`
	CPUs       float64 `json:"entrypoint_num_cpus"`
	GPUs       float64 `json:"entrypoint_num_gpus"`
	Memory     int64   `json:"entrypoint_memory"`
	Env        struct {
		WorkingDir string            `json:"working_dir"`
		Pip        []string          `json:"pip"`
		Variables  map[string]string `json:"env_vars"`
	} `json:"runtime_env"`
}

type job struct {
	command *exec.Cmd
	output  bytes.Buffer
	status  string
	message string
	exit    *int
	done    chan struct{}

	stopping bool
}

// Start starts a server with two CPUs and 8 GB. It ends with the test, and its jobs with it.
func Start(t *testing.T) *Server {
	t.Helper()
	s := &Server{Interface: "4", Ray: "2.60.0", CPUs: 2, Memory: 8e9, folder: t.TempDir()}
	s.listen(t, "127.0.0.1:0")
	t.Cleanup(s.end)
	return s
}

// Address is that of the dashboard.
func (s *Server) Address() string { return "http://" + s.address }

func (s *Server) listen(t *testing.T, at string) {
	t.Helper()
	listener, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	s.packages, s.jobs = map[string]bool{}, map[string]*job{}
	m := http.NewServeMux()
	m.HandleFunc("GET /api/version", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"version": s.Interface, "ray_version": s.Ray})
	})
	m.HandleFunc("GET /api/v0/nodes", func(w http.ResponseWriter, _ *http.Request) {
		node := map[string]any{"state": "ALIVE",
			"resources_total": map[string]float64{"CPU": s.CPUs, "memory": s.Memory}}
		dead := map[string]any{"state": "DEAD", "resources_total": map[string]float64{"CPU": 64, "memory": 1e12}}
		answer(w, map[string]any{"data": map[string]any{"result": map[string]any{"result": []any{node, dead}}}})
	})
	m.HandleFunc("GET /api/packages/gcs/{name}", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.packages[r.PathValue("name")] {
			http.Error(w, "Package does not exist", http.StatusNotFound)
		}
	})
	m.HandleFunc("PUT /api/packages/gcs/{name}", s.upload)
	m.HandleFunc("POST /api/jobs/", s.submit)
	m.HandleFunc("GET /api/jobs/{id}", s.of(func(w http.ResponseWriter, j *job) {
		answer(w, map[string]any{"status": j.status, "message": j.message, "driver_exit_code": j.exit})
	}))
	m.HandleFunc("GET /api/jobs/{id}/logs", s.of(func(w http.ResponseWriter, j *job) {
		answer(w, map[string]string{"logs": "Running entrypoint for job\n" + j.output.String()})
	}))
	m.HandleFunc("POST /api/jobs/{id}/stop", s.of(func(w http.ResponseWriter, j *job) {
		if j.status == "RUNNING" {
			j.stopping = true // it is stopped once it has ended
			_ = syscall.Kill(-j.command.Process.Pid, syscall.SIGTERM)
		}
		answer(w, map[string]bool{"stopped": true})
	}))
	s.http = &http.Server{Handler: m}
	go func(of *http.Server) { _ = of.Serve(listener) }(s.http)
}

func answer(w http.ResponseWriter, value any) { _ = json.NewEncoder(w).Encode(value) }

// of finds the job of a request.
func (s *Server) of(do func(w http.ResponseWriter, j *job)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		j, known := s.jobs[r.PathValue("id")]
		if !known {
			http.Error(w, fmt.Sprintf("Job %s does not exist", r.PathValue("id")), http.StatusNotFound)
			return
		}
		do(w, j)
	}
}

// upload unpacks an archive as Ray does: with the files' permissions.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name := r.PathValue("name")
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err == nil {
		err = os.CopyFS(filepath.Join(s.folder, name), archive)
	}
	if err == nil || errors.Is(err, os.ErrExist) { // from before the head was started again
		s.packages[name] = true
		return
	}
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

func (s *Server) submit(w http.ResponseWriter, r *http.Request) {
	var asked Request
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name := strings.TrimPrefix(asked.Env.WorkingDir, "gcs://")
	switch {
	case s.jobs[asked.ID] != nil:
		text := fmt.Sprintf("Traceback:\nValueError: Job with submission_id %s already exists.\n.", asked.ID)
		http.Error(w, text, http.StatusInternalServerError)
		return
	case name != "" && !s.packages[name]:
		http.Error(w, "no package "+name, http.StatusBadRequest)
		return
	}
	s.Asked = append(s.Asked, asked)
	entrypoint := asked.Entrypoint
	if s.Entrypoint != "" {
		entrypoint = s.Entrypoint
	}
	j := &job{command: exec.Command("sh", "-c", entrypoint), status: "RUNNING", done: make(chan struct{})}
	j.command.Dir = filepath.Join(s.folder, name)
	j.command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
	for name, value := range asked.Env.Variables {
		j.command.Env = append(j.command.Env, name+"="+value)
	}
	j.command.Stdout, j.command.Stderr = &j.output, &j.output
	j.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := j.command.Start(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.jobs[asked.ID] = j
	go s.attend(j)
	answer(w, map[string]string{"submission_id": asked.ID})
}

// attend waits for a job's end.
func (s *Server) attend(j *job) {
	_ = j.command.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(j.done)
	if j.stopping {
		j.status, j.message = "STOPPED", "Job was intentionally stopped."
		return
	}
	code := j.command.ProcessState.ExitCode()
	if w := j.command.ProcessState.Sys().(syscall.WaitStatus); w.Signaled() {
		code = -int(w.Signal())
	}
	j.exit = &code
	j.status, j.message = "SUCCEEDED", "Job finished successfully."
	if code != 0 {
		j.status, j.message = "FAILED", fmt.Sprintf("Job entrypoint command failed with exit code %d, last "+
			"available logs (truncated to 20,000 chars):\n%s", code, j.output.String())
	}
}

// Running are the processes of the jobs that run, by the jobs' names.
func (s *Server) Running() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := map[string]int{}
	for id, j := range s.jobs {
		if j.status == "RUNNING" {
			list[id] = j.command.Process.Pid
		}
	}
	return list
}

// end kills all jobs, and answers no more.
func (s *Server) end() {
	s.http.Close()
	s.mu.Lock()
	jobs := s.jobs
	s.mu.Unlock()
	for _, j := range jobs {
		_ = syscall.Kill(-j.command.Process.Pid, syscall.SIGKILL)
		<-j.done
	}
}

// Restart takes the head away and brings it back at the same address: its jobs are killed and forgotten.
func (s *Server) Restart(t *testing.T) {
	t.Helper()
	s.end()
	s.listen(t, s.address)
}

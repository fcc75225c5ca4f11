package ray_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/ray"
	"github.com/kilolayer/kilolayer/internal/ray/raytest"
)

// archive is a ZIP of one script.
func archive(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	header := &zip.FileHeader{Name: "run.sh"}
	header.SetMode(0o755)
	w, err := z.CreateHeader(header)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestJob does what a sweep does: it uploads, submits, waits and reads.
func TestJob(t *testing.T) {
	server := raytest.Start(t)
	c := ray.At(server.Address() + "/")
	if v, err := c.Version(t.Context()); err != nil || v != (ray.Version{Interface: ray.Interface, Ray: "2.60.0"}) {
		t.Fatalf("%+v, %v", v, err)
	}
	if n, err := c.Nodes(t.Context()); err != nil || len(n) != 1 || n[0] != (ray.Node{CPUs: 2, Memory: 8e9}) {
		t.Errorf("nodes %+v, %v; want the one that is alive", n, err)
	}
	uri, err := c.Upload(t.Context(), archive(t, "#!/bin/sh\necho $WORD; exit 3\n"))
	if err != nil || !strings.HasPrefix(uri, "gcs://_ray_pkg_") {
		t.Fatalf("%s, %v", uri, err)
	}
	j := ray.Job{ID: "one", Entrypoint: "./run.sh", WorkingDir: uri, Variables: map[string]string{"WORD": "a b"},
		CPUs: 1, Memory: 5}
	if err := c.Submit(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	var refusal ray.Refusal
	if err := c.Submit(t.Context(), j); !errors.As(err, &refusal) ||
		refusal.Text != "ValueError: Job with submission_id one already exists." {
		t.Errorf("the same job again: %v", err)
	}
	s, err := c.State(t.Context(), "one")
	for begun := time.Now(); err == nil && !s.Ended() && time.Since(begun) < time.Minute; {
		time.Sleep(5 * time.Millisecond)
		s, err = c.State(t.Context(), "one")
	}
	if err != nil || s.Status != ray.Failed || s.Exit == nil || *s.Exit != 3 {
		t.Errorf("%+v, %v", s, err)
	}
	if logs, err := c.Logs(t.Context(), "one"); err != nil || !strings.HasSuffix(logs, "\na b\n") {
		t.Errorf("logs %q, %v", logs, err)
	}
	for _, err := range []error{c.Stop(t.Context(), "two"), last(c.Logs(t.Context(), "two")),
		last(c.State(t.Context(), "two"))} {
		if !errors.Is(err, ray.ErrNoJob) {
			t.Errorf("a job that does not exist: %v", err)
		}
	}
	server.Restart(t)
	if err := last(c.State(t.Context(), "one")); !errors.Is(err, ray.ErrNoJob) {
		t.Errorf("after a restart: %v", err)
	}
}

func last[T any](_ T, err error) error { return err }

// TestUnreachable tells a server that is away from one that is none of Ray's.
func TestUnreachable(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html>hello"))
	}))
	defer other.Close()
	_, err := ray.At(other.URL).Version(t.Context())
	if want := "answers /api/version with what is no answer of Ray's: \"<html>hello\""; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	other.Close()
	if _, err = ray.At(other.URL).Version(t.Context()); !errors.Is(err, ray.ErrUnreachable) {
		t.Errorf("%v, want one of a server that is away", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = ray.At(other.URL).Version(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the context's", err)
	}
}

package datasets

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/fetch"
)

// publisher offers a set as an archive and as single files.
type publisher struct {
	*httptest.Server
	archive []byte
	wait    chan struct{} // where it is not nil, half of each answer is held back until it is closed
	asked   atomic.Int32
	paths   sync.Map
}

func publish(t *testing.T) *publisher {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"RELEASE_v1.txt", "raw/edge.csv.gz"} {
		to, err := w.Create("toy/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(to, name)
	}
	w.Close()
	s := &publisher{archive: b.Bytes()}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		s.paths.Store(r.URL.Path, true)
		content := s.archive
		if r.URL.Path != "/toy.zip" {
			content = []byte("content of " + r.URL.Path)
		}
		if s.wait != nil && r.Header.Get("Range") == "" {
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content[:len(content)/2])
			w.(http.Flusher).Flush()
			select {
			case <-s.wait:
			case <-r.Context().Done():
			}
			w.Write(content[len(content)/2:])
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *publisher) asArchive() *published {
	return &published{
		title: "ogbn-toy", folder: "ogbn_toy", archive: "toy", licence: "CC0",
		files: []fetch.File{{URL: s.URL + "/toy.zip", Size: int64(len(s.archive)), Sum: sumOf(s.archive)}},
		needs: []string{"RELEASE_v1.txt", "raw/edge.csv.gz"},
	}
}

func (s *publisher) asFiles() *published {
	p := &published{title: "toy", folder: "planetoid/toy"}
	for _, name := range []string{"ind.toy.x", "raw/ind.toy.y"} {
		p.files = append(p.files, fetch.File{URL: s.URL + "/" +
			name, Path: name, Sum: sumOf([]byte("content of /" + name))})
	}
	return p
}

func sumOf(b []byte) fetch.Sum { return fetch.Sum(fmt.Sprintf("%x", sha256.Sum256(b))) }

// dataIn makes a temporary data folder and points the package at it.
func dataIn(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "data")
	t.Setenv("KILOLAYER_DATA", folder)
	return folder
}

// captured is what f writes to standard error.
func captured(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	old := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = old }()
	f()
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// under lists the files below a folder, without the lock.
func under(folder string) string {
	var list []string
	filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if name, _ := filepath.Rel(folder, path); err == nil && !d.IsDir() && !strings.HasSuffix(name, ".lock") {
			list = append(list, filepath.ToSlash(name))
		}
		return err
	})
	return strings.Join(list, " ")
}

func TestPublished(t *testing.T) {
	const archived, single = "ogbn_toy/RELEASE_v1.txt ogbn_toy/raw/edge.csv.gz", "planetoid/toy/ind.toy.x " +
		"planetoid/toy/raw/ind.toy.y"
	for _, c := range []struct {
		name   string
		files  bool     // the set of single files, not the archive
		before []string // files in the data folder, or other content
		asked  int32
		err    string
		after  string
	}{
		{name: "archive", asked: 1, after: archived},
		{name: "archive that is there", before: strings.Fields(archived), after: archived},
		{name: "archive unpacked in part by a killed process", asked: 1, after: archived,
			before: []string{"ogbn_toy.unpacking/RELEASE_v1.txt", "ogbn_toy.unpacking/half"}},
		{name: "archive downloaded in part by a killed process", asked: 1, after: archived,
			before: []string{"ogbn_toy.zip.part"}},
		{name: "archive without a file", before: []string{"ogbn_toy/RELEASE_v1.txt"}, after: "ogbn_toy/RELEASE_v1.txt",
			err: "ogbn_toy: no raw/edge.csv.gz; put it there, or remove the folder to download ogbn-toy anew"},
		{name: "a folder of one's own", before: []string{"ogbn_toy/mine"}, after: "ogbn_toy/mine",
			err: "ogbn_toy: no RELEASE_v1.txt"},
		{name: "files", files: true, asked: 2, after: single},
		{name: "files that are there", files: true, before: strings.Fields(single), after: single},
		{name: "one file missing", files: true, asked: 1, before: strings.Fields(single)[:1], after: single},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, s := dataIn(t), publish(t)
			for _, name := range c.before {
				content := "there before"
				if strings.HasSuffix(name, ".part") {
					content = string(s.archive[:100])
				}
				write(t, filepath.Join(data, name), content)
			}
			p := s.asArchive()
			if c.files {
				p = s.asFiles()
			}
			var folder string
			var err error
			said := captured(t, func() { folder, err = p.fetched(t.Context()) })
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %v, want one with %q", err, c.err)
				}
			} else if want := filepath.Join(data, p.folder); err != nil || folder != want {
				t.Errorf("folder %q (%v), want %q", folder, err, want)
			}
			if n := s.asked.Load(); n != c.asked {
				t.Errorf("%d downloads, want %d", n, c.asked)
			}
			if got := under(data); got != c.after {
				t.Errorf("the data folder holds %q, want %q", got, c.after)
			}
			licences := 0
			if c.asked > 0 && !c.files {
				licences = 1
			}
			if n := strings.Count(said, "ogbn-toy: licence CC0\n"); n != licences {
				t.Errorf("licence shown %d times, want %d: %s", n, licences, said)
			}
			for _, name := range c.before {
				if content, err := os.ReadFile(filepath.Join(data, name)); err == nil &&
					string(content) != "there before" {
					t.Errorf("%s was written over: %s", name, content)
				}
			}
		})
	}
}

// A set that is there is used without writing, whoever owns the data folder.
func TestPublishedWritesNothingWhenThere(t *testing.T) {
	data, s := dataIn(t), publish(t)
	for _, name := range s.asArchive().needs {
		write(t, filepath.Join(data, "ogbn_toy", name), "")
	}
	if _, err := s.asArchive().fetched(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(data)
	if err != nil || len(entries) != 1 {
		t.Errorf("the data folder holds %v (%v), want ogbn_toy only", entries, err)
	}
}

func TestPublishedDamaged(t *testing.T) {
	data, s := dataIn(t), publish(t)
	p := s.asArchive()
	p.files[0].Sum = sumOf(nil)
	if _, err := p.fetched(t.Context()); err == nil ||
		!strings.Contains(err.Error(), "the SHA-256 is "+string(sumOf(s.archive))+", expected "+string(sumOf(nil))) {
		t.Errorf("error %v", err)
	}
	if left := under(data); left != "" {
		t.Errorf("left behind: %s", left)
	}

	p = s.asArchive()
	p.archive = "elsewhere"
	if _, err := p.fetched(t.Context()); err == nil || !strings.Contains(err.Error(), `no folder "elsewhere"`) {
		t.Errorf("error %v", err)
	}
	p = s.asArchive()
	p.needs = append(p.needs, "raw/none")
	if _, err := p.fetched(t.Context()); err == nil ||
		!strings.Contains(err.Error(), "no raw/none after the download") {
		t.Errorf("error %v", err)
	}
}

func TestPublishedDataFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	s := publish(t)
	for name, c := range map[string]struct{ folder, err string }{
		"a file": {file, "data folder " + file +
			": not a directory; set KILOLAYER_DATA to a folder that can be written"},
		"below a file": {filepath.Join(file, "data"),
			"data folder " + filepath.Join(file, "data") + ": not a directory; set KILOLAYER_DATA"},
	} {
		t.Setenv("KILOLAYER_DATA", c.folder)
		if _, err := s.asArchive().fetched(t.Context()); err == nil || !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%s: error %v, want %q", name, err, c.err)
		}
	}
	// Even root can't make a lock's file where a folder stands.
	data := dataIn(t)
	if err := os.MkdirAll(filepath.Join(data, ".ogbn_toy.lock"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.asArchive().fetched(t.Context()); err == nil ||
		!strings.HasPrefix(err.Error(), "data folder "+data+": ") {
		t.Errorf("lock: error %v", err)
	}
	if n := s.asked.Load(); n != 0 {
		t.Errorf("%d downloads, want none", n)
	}
}

// TestPublishedChild is the other process of the tests below.
func TestPublishedChild(t *testing.T) {
	address := os.Getenv("PUBLISHED_URL")
	if address == "" {
		t.Skip("only as another process")
	}
	s := publish(t)
	s.URL = address
	if _, err := s.asArchive().fetched(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func otherProcess(t *testing.T, s *publisher) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	c, said := exec.Command(os.Args[0], "-test.run=^TestPublishedChild$"), new(bytes.Buffer)
	c.Env = append(os.Environ(), "PUBLISHED_URL="+s.URL)
	c.Stdout, c.Stderr = io.Discard, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, said
}

func until(t *testing.T, what string, ready func() bool) {
	t.Helper()
	for begun := time.Now(); !ready(); time.Sleep(2 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("waited in vain until " + what)
		}
	}
}

func TestPublishedByTwoProcesses(t *testing.T) {
	data, s := dataIn(t), publish(t)
	s.wait = make(chan struct{})
	other, _ := otherProcess(t, s)
	until(t, "the other process downloads", func() bool { return s.asked.Load() == 1 })

	done := make(chan error, 1)
	said := captured(t, func() {
		here := os.Stderr.Name()
		go func() { _, err := s.asArchive().fetched(t.Context()); done <- err }()
		until(t, "this process waits", func() bool {
			text, _ := os.ReadFile(here)
			return strings.Contains(string(text),
				"ogbn-toy: waiting for another process that downloads into "+filepath.Join(data, "ogbn_toy"))
		})
		close(s.wait)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if err := other.Wait(); err != nil {
		t.Error(err)
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
	if strings.Contains(said, "licence") {
		t.Errorf("the process that waited said %s", said)
	}
	if got, want := under(data), "ogbn_toy/RELEASE_v1.txt ogbn_toy/raw/edge.csv.gz"; got != want {
		t.Errorf("the data folder holds %q, want %q", got, want)
	}
}

// A process that is killed gives its lock back, and what it brought is gone on from.
func TestPublishedAfterAKill(t *testing.T) {
	data, s := dataIn(t), publish(t)
	s.wait = make(chan struct{})
	other, _ := otherProcess(t, s)
	part := filepath.Join(data, "ogbn_toy.zip.part")
	until(t, "half of it is there", func() bool {
		info, err := os.Stat(part)
		return err == nil && info.Size() == int64(len(s.archive)/2)
	})
	other.Process.Kill()
	other.Wait()
	if _, err := s.asArchive().fetched(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := under(data), "ogbn_toy/RELEASE_v1.txt ogbn_toy/raw/edge.csv.gz"; got != want {
		t.Errorf("the data folder holds %q, want %q", got, want)
	}
}

func TestPublishedAtOnce(t *testing.T) {
	data, s := dataIn(t), publish(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := s.asFiles().fetched(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := s.asked.Load(); n != 2 {
		t.Errorf("%d downloads, want 2", n)
	}
	if got, want := under(data), "planetoid/toy/ind.toy.x planetoid/toy/raw/ind.toy.y"; got != want {
		t.Errorf("the data folder holds %q, want %q", got, want)
	}
}

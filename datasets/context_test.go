package datasets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// TestCancelledSource has a context that ended before the call: nothing is read, and one line says so.
func TestCancelledSource(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dataIn(t)
	folder := t.TempDir()
	for name, content := range map[string][]byte{
		"mine.npz": madeup.Archive(madeup.Benchmark()), "pairs.npz": madeup.Archive(madeup.Heterophilous()),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, of := range map[string]Source{
		"a folder of OGB's":        fromSmall(nil).WithContext(ctx),
		"files of Planetoid's":     FromPlanetoid(folder, "mine").WithContext(ctx),
		"an archive":               FromNPZ(filepath.Join(folder, "mine.npz")).WithContext(ctx),
		"an archive with splits":   FromHeterophilous(filepath.Join(folder, "pairs.npz")).WithContext(ctx),
		"tables":                   fromTexts("source,target\na,b\n", "").WithContext(ctx),
		"a list of edges":          fromList("a b\n").WithContext(ctx),
		"GraphML":                  graphML("", `<graph edgedefault="directed"/>`).WithContext(ctx),
		"a set of OGB's":           Arxiv().WithContext(ctx),
		"a set of Planetoid's":     Cora().WithContext(ctx),
		"a set of gnn-benchmark's": AmazonPhoto().WithContext(ctx),
		"a heterophilous set":      Texas().WithContext(ctx),
	} {
		t.Run(name, func(t *testing.T) {
			g, err := of.Done()
			if g != nil || !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v, %v; want an error that wraps context.Canceled", g, err)
			}
			checkRefused(t, err, "stopped: context canceled")
		})
	}
}

// cancelling is a file that ends a context by being read.
type cancelling struct {
	*strings.Reader
	cancel context.CancelFunc
	reads  int
}

func (c *cancelling) open(string) (io.ReadCloser, error) { return io.NopCloser(onlyReads{c}), nil }

func (c *cancelling) Read(p []byte) (int, error) {
	c.reads++
	c.cancel()
	return c.Reader.Read(p)
}

// onlyReads hides a reader's other ways to be read.
type onlyReads struct{ io.Reader }

// endless is a table without end, which says that it is being read.
type endless struct{ read bool }

func (e *endless) open(string) (io.ReadCloser, error) { return io.NopCloser(e), nil }

func (e *endless) Read(p []byte) (int, error) {
	if !e.read {
		e.read = true
		fmt.Println("reading")
		return copy(p, "source,target\n"), nil
	}
	time.Sleep(time.Millisecond)
	return copy(p, "a,b\n"), nil
}

// TestCancelledReading ends while a file is read: after that, nothing more of it is asked for.
func TestCancelledReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	long := "source,target\n" + strings.Repeat("a,b\n", 1<<20)
	b := FromCSV("edges.csv").WithContext(ctx)
	file := &cancelling{Reader: strings.NewReader(long), cancel: cancel}
	b.open = file.open
	if _, err := b.Done(); !errors.Is(err, context.Canceled) ||
		err.Error() != "datasets: edges.csv: reading was stopped: context canceled" {
		t.Errorf("got %v", err)
	}
	if file.reads != 1 {
		t.Errorf("%d reads after the first one", file.reads-1)
	}
}

// TestCancelledDownload waits for another process that downloads the set, or downloads it itself, until the context
// ends.
func TestCancelledDownload(t *testing.T) {
	for _, c := range []struct {
		name  string
		held  bool // by another process
		wants string
	}{
		{"downloading", false, "stopped; "},
		{"waiting for another process", true, "stopped while another process downloads into "},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := publish(t)
			s.wait = make(chan struct{}) // half of the answer is held back
			asked := func() bool { return s.asked.Load() > 0 }
			dataIn(t)
			if c.held {
				other, cancelOther := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); _, _ = s.asArchive().fetched(other) }()
				defer func() { cancelOther(); <-done }()
				until(t, "the other download", asked)
			}
			ctx, cancel := context.WithCancel(t.Context())
			failed := make(chan error)
			go func() { _, err := s.asArchive().fetched(ctx); failed <- err }()
			if c.held {
				time.Sleep(50 * time.Millisecond)
			} else {
				until(t, "the download", asked)
			}
			cancel()
			begun := time.Now()
			err := <-failed
			if took := time.Since(begun); took > 5*time.Second { // it takes milliseconds, but the machine may be busy
				t.Errorf("it took %v to stop", took)
			}
			if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), c.wants) {
				t.Errorf("got %v, want %q", err, c.wants)
			}
		})
	}
}

// TestMustEndsWithAnInterrupt interrupts a process while its Must reads.
func TestMustEndsWithAnInterrupt(t *testing.T) {
	if os.Getenv("DATASETS_INTERRUPT") == "1" {
		b := FromCSV("endless.csv")
		b.open = (&endless{}).open
		b.Must()
		t.Error("the program went on")
		return
	}
	command := exec.Command(os.Args[0], "-test.run=^TestMustEndsWithAnInterrupt$")
	command.Env = append(os.Environ(), "DATASETS_INTERRUPT=1")
	var stdout, stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("reading\n"))
	if _, err := out.Read(line); err != nil {
		t.Fatal(err)
	}
	if err := command.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if _, err := stdout.ReadFrom(out); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("%v; want status 0, as an interrupt ends a cell well", err)
	}
	if want := "datasets: endless.csv: reading was stopped: context canceled\n"; stdout.String() != want ||
		stderr.Len() != 0 {
		t.Errorf("it printed %q and %q, want %q", stdout.String(), stderr.String(), want)
	}
}

// TestMustHearsALateInterrupt has a source that does not look at its context.
func TestMustHearsALateInterrupt(t *testing.T) {
	if os.Getenv("DATASETS_LATE") == "1" {
		must(t.Context(), func(ctx context.Context) (*Graph, error) {
			if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			<-ctx.Done()
			return Karate().Done()
		})
		t.Error("the program went on")
		return
	}
	command := exec.Command(os.Args[0], "-test.run=^TestMustHearsALateInterrupt$")
	command.Env = append(os.Environ(), "DATASETS_LATE=1")
	if out, err := command.CombinedOutput(); err != nil || string(out) != "datasets: stopped: context canceled\n" {
		t.Errorf("got %q, %v", out, err)
	}
}

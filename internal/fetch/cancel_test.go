package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// atOnce is how soon a cancelled call must return. It takes milliseconds; a busy machine needs room, and what does not
// listen to its context takes a minute or more.
const atOnce = 5 * time.Second

// TestCancelledGetKeepsWhatCame cancels a download at each of its stages; the next call goes on from what came.
func TestCancelledGetKeepsWhatCame(t *testing.T) {
	hangs := hanging(published, `"a"`, 100_000)
	silent := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for _, c := range []struct {
		name     string
		handlers []http.HandlerFunc
		pause    time.Duration
		kept     int
		next     []string // ranges of all requests, the next call's among them
	}{
		{"while bytes come", []http.HandlerFunc{hangs, whole(published, `"a"`)}, 0, 100_000,
			[]string{"", "bytes=100000-"}},
		{"before the server answers", []http.HandlerFunc{silent, whole(published, `"a"`)}, 0, 0, []string{"", ""}},
		{"between two tries", []http.HandlerFunc{status(503), whole(published, `"a"`)}, time.Hour, 0, []string{"", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.handlers...)
			file := File{URL: s.URL, Path: filepath.Join(t.TempDir(), "data"), Sum: sha}
			g := quick()
			g.pause = c.pause
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- g.get(ctx, "data", []File{file}) }()
			for sizeOf(file.Path+".part") < int64(c.kept) || len(s.ranges()) == 0 {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(20 * time.Millisecond) // so that what follows the answer is reached
			cancel()
			begun := time.Now()
			err := <-done
			if took := time.Since(begun); took > atOnce {
				t.Errorf("it took %v to stop", took)
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v does not wrap context.Canceled", err)
			}
			checkError(t, err, s.URL+": stopped; ")
			checkFile(t, file.Path, false)
			if n := sizeOf(file.Path + ".part"); n != int64(c.kept) {
				t.Errorf("%d bytes are kept, want %d", n, c.kept)
			}
			if err := quick().get(t.Context(), "data", []File{file}); err != nil {
				t.Fatal(err)
			}
			checkFile(t, file.Path, true)
			if got := s.ranges(); !slices.Equal(got, c.next) {
				t.Errorf("asked for %q, want %q", got, c.next)
			}
		})
	}
}

// TestCancelledSumKeepsTheFile is cancelled when all bytes are there and only their sum is missing.
func TestCancelledSumKeepsTheFile(t *testing.T) {
	part := filepath.Join(t.TempDir(), "data.part")
	if err := os.WriteFile(part, published, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := File{URL: "http://example.org/data", Sum: sha}.check(ctx, part)
	if !errors.Is(err, context.Canceled) || sizeOf(part) != size {
		t.Errorf("%v; %d bytes are kept, want %d", err, sizeOf(part), size)
	}
}

// TestCancelledUnzipLeavesNothing has a context that ends before the first bytes are unpacked.
func TestCancelledUnzipLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	archive, target := filepath.Join(folder, "set.zip"), filepath.Join(folder, "set")
	if err := os.WriteFile(archive, packed(twoFiles), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := Unzip(ctx, archive, "top", target)
	if want := fmt.Sprintf("folder %s: unpacking was stopped", target); !errors.Is(err, context.Canceled) ||
		!strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want %s", err, want)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); !slices.Equal(left, []string{archive}) {
		t.Errorf("%v are left, want the archive alone", left)
	}
	if err := Unzip(t.Context(), archive, "top", target); err != nil {
		t.Errorf("the next call: %v", err)
	}
}

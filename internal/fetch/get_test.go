package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const size = 300_000

var (
	published = random(1)
	older     = random(2) // what the server had before
	sha       = shaOf(published)
)

func random(seed uint64) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func shaOf(b []byte) Sum {
	s := sha256.Sum256(b)
	return Sum(hex.EncodeToString(s[:]))
}

// server answers the first request with the first handler, and so on; the last answers all that follow.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	asked []http.Header
}

func serve(t *testing.T, handlers ...http.HandlerFunc) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		h := handlers[min(len(s.asked), len(handlers)-1)]
		s.asked = append(s.asked, r.Header.Clone())
		s.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// ranges lists what was asked for, "" for the whole.
func (s *server) ranges() (list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.asked {
		list = append(list, h.Get("Range"))
	}
	return list
}

// whole serves content with ranges, under a tag where one is given.
func whole(content []byte, tag string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if tag != "" {
			w.Header().Set("ETag", tag)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}

// cut is whole, broken off after n bytes.
func cut(content []byte, tag string, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		whole(content, tag)(&breaking{w, n}, r)
	}
}

type breaking struct {
	http.ResponseWriter
	left int
}

func (b *breaking) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.ResponseWriter.Write(p[:n])
	if b.left -= n; b.left == 0 {
		b.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, nil
}

// hanging is whole, with nothing more after n bytes.
func hanging(content []byte, tag string, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		w.Write(content[:n])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

func slow(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", fmt.Sprint(size))
	for part := range slices.Chunk(published, size/20) {
		w.Write(part)
		w.(http.Flusher).Flush()
		time.Sleep(2 * time.Millisecond)
	}
}

// withoutRange knows neither ranges nor tags.
func withoutRange(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", fmt.Sprint(size))
	w.Write(published)
}

// unsized sends content without saying its length.
func unsized(content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		w.Write(content)
	}
}

// endless sends on until nobody listens.
func endless(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		w.Write(published)
	}
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// otherPart answers a range with the bytes from 10 on.
func otherPart(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Range", fmt.Sprintf("bytes 10-%d/%d", size-1, size))
	w.WriteHeader(http.StatusPartialContent)
	w.Write(published[10:])
}

// otherTag answers a range with the right bytes of another version.
func otherTag(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", `"new"`)
	w.Header().Set("Content-Range", fmt.Sprintf("bytes 100000-%d/%d", size-1, size))
	w.WriteHeader(http.StatusPartialContent)
	w.Write(published[100_000:])
}

func quick() *getter {
	return &getter{
		client: &http.Client{CheckRedirect: fewRedirects},
		show:   &recorder{},
		pause:  time.Millisecond,
		stall:  10 * time.Second,
		write:  (*os.File).Write,
		free:   freeBytes,
	}
}

func TestGet(t *testing.T) {
	const from100K = "bytes=100000-"
	for _, c := range []struct {
		name     string
		handlers []http.HandlerFunc
		size     int64
		sum      Sum
		before   []byte // what an earlier call left
		tag      string // … and of which version
		err      string // in the error; "" when the file must come
		ranges   []string
		kept     int // bytes of it left for the next call
	}{
		{name: "whole", handlers: []http.HandlerFunc{whole(published, "")}, size: size, sum: sha, ranges: []string{""}},
		{name: "neither size nor sum", handlers: []http.HandlerFunc{whole(published, "")}, ranges: []string{""}},
		{name: "length not said", handlers: []http.HandlerFunc{unsized(published)}, sum: sha, ranges: []string{""}},
		{name: "git's sum", handlers: []http.HandlerFunc{whole(published, "")}, sum: gitOf(published),
			ranges: []string{""}},
		{name: "sum in capitals", handlers: []http.HandlerFunc{whole(published, "")},
			sum: Sum(strings.ToUpper(string(sha))), ranges: []string{""}},
		{name: "slow", handlers: []http.HandlerFunc{slow}, size: size, sum: sha, ranges: []string{""}},
		{name: "broken off, resumed by tag", ranges: []string{"", from100K},
			handlers: []http.HandlerFunc{cut(published, `"a"`, 100_000), whole(published, `"a"`)}},
		{name: "broken off, resumed by sum", sum: sha, ranges: []string{"", from100K},
			handlers: []http.HandlerFunc{cut(published, "", 100_000), whole(published, "")}},
		{name: "broken off, nothing to tell the version", ranges: []string{"", ""},
			handlers: []http.HandlerFunc{cut(published, "", 100_000), whole(published, "")}},
		{name: "weak tag", ranges: []string{"", ""},
			handlers: []http.HandlerFunc{cut(published, `W/"a"`, 100_000), whole(published, `W/"a"`)}},
		{name: "broken off three times", sum: sha, ranges: []string{"", from100K, "bytes=200000-", "bytes=299999-"},
			handlers: []http.HandlerFunc{cut(published, "", 100_000), cut(published, "", 100_000),
				cut(published, "", 99_999), whole(published, "")}},
		{name: "broken off again and again", sum: sha, err: "after 5 tries; 5 KB are kept, run again", kept: 5000,
			handlers: []http.HandlerFunc{cut(published, "", 1000)},
			ranges:   []string{"", "bytes=1000-", "bytes=2000-", "bytes=3000-", "bytes=4000-"}},
		{name: "stalled, then resumed", ranges: []string{"", from100K},
			handlers: []http.HandlerFunc{hanging(published, `"a"`, 100_000), whole(published, `"a"`)}},
		{name: "server without ranges", sum: sha, ranges: []string{"", from100K},
			handlers: []http.HandlerFunc{cut(published, "", 100_000), withoutRange}},
		{name: "changed at the server", ranges: []string{"", from100K},
			handlers: []http.HandlerFunc{cut(older, `"old"`, 100_000), whole(published, `"new"`)}},
		{name: "changed, told by the tag of a part", ranges: []string{"", from100K, ""},
			handlers: []http.HandlerFunc{cut(older, `"old"`, 100_000), otherTag, whole(published, `"new"`)}},
		{name: "another part than asked for", sum: sha, ranges: []string{"", from100K, ""},
			handlers: []http.HandlerFunc{cut(published, "", 100_000), otherPart, whole(published, "")}},
		{name: "left by an earlier call", before: published[:100_000], sum: sha, ranges: []string{from100K},
			handlers: []http.HandlerFunc{whole(published, "")}},
		{name: "left by an earlier call, another version", before: older[:100_000], tag: `"old"`,
			ranges:   []string{from100K},
			handlers: []http.HandlerFunc{whole(published, `"new"`)}},
		{name: "left by an earlier call, wrong", before: older[:100_000], sum: sha, ranges: []string{from100K},
			handlers: []http.HandlerFunc{whole(published, "")}, err: "expected " + string(sha)},
		{name: "left whole, size known", before: published, size: size, sum: sha},
		{name: "left whole, size not known", before: published, sum: sha, ranges: []string{"bytes=300000-"},
			handlers: []http.HandlerFunc{status(416, "Content-Range", "bytes */300000")}},
		{name: "left too long", before: append(slices.Clone(published), 1), sum: sha,
			ranges:   []string{"bytes=300001-", ""},
			handlers: []http.HandlerFunc{whole(published, "")}},
		{name: "left too long, size known", before: append(slices.Clone(published), 1), size: size, sum: sha,
			ranges:   []string{""},
			handlers: []http.HandlerFunc{whole(published, "")}},
		{name: "left under a damaged tag", before: published[:100_000], tag: "\"a\"\r\nX: y", sum: sha,
			ranges:   []string{from100K},
			handlers: []http.HandlerFunc{whole(published, "")}},
		{name: "wrong sum", handlers: []http.HandlerFunc{whole(older, "")}, sum: sha, ranges: []string{""},
			err: fmt.Sprintf("the SHA-256 is %s, expected %s; what came was removed", shaOf(older), sha)},
		{name: "wrong git sum", handlers: []http.HandlerFunc{whole(older, "")}, sum: gitOf(published),
			ranges: []string{""},
			err:    fmt.Sprintf("the git sum is %s, expected %s", gitOf(older), gitOf(published))},
		{name: "not a sum", handlers: []http.HandlerFunc{whole(published, "")}, sum: "abc0",
			err: "4 digits, expected 64"},
		{name: "not hexadecimal", handlers: []http.HandlerFunc{whole(published, "")}, sum: sha[:63] + "x",
			err: "not hexadecimal"},
		{name: "said to be short", handlers: []http.HandlerFunc{whole(published[:99], "")}, size: size,
			ranges: []string{""},
			err:    "the server has 99 bytes, expected 300000"},
		{name: "said to be long", handlers: []http.HandlerFunc{whole(published, "")}, size: 99, ranges: []string{""},
			err: "the server has 300000 bytes, expected 99"},
		{name: "short without a word", handlers: []http.HandlerFunc{unsized(published[:99])}, size: size,
			ranges: []string{""},
			err:    "99 bytes came, expected 300000; what came was removed"},
		{name: "long without a word", handlers: []http.HandlerFunc{unsized(published)}, size: 99, ranges: []string{""},
			err: "bytes came, expected 99; what came was removed"},
		{name: "without end", handlers: []http.HandlerFunc{endless}, size: size, ranges: []string{""},
			err: "bytes came, expected 300000; what came was removed"},
		{name: "404", handlers: []http.HandlerFunc{status(404)}, sum: sha, ranges: []string{""},
			err: `the server answered "404 Not Found"`},
		{name: "404 while resuming", handlers: []http.HandlerFunc{cut(published, "", 100_000), status(404)}, sum: sha,
			ranges: []string{"", from100K}, err: `"404 Not Found"`, kept: 100_000},
		{name: "500 and 503, then good", handlers: []http.HandlerFunc{status(500), status(503), whole(published, "")},
			sum:    sha,
			ranges: []string{"", "", ""}},
		{name: "500 for ever", handlers: []http.HandlerFunc{status(500)}, sum: sha,
			ranges: []string{"", "", "", "", ""},
			err:    `the server answered "500 Internal Server Error", after 5 tries`},
		{name: "redirect", handlers: []http.HandlerFunc{redirect("/elsewhere"), whole(published, "")}, sum: sha,
			ranges: []string{"", ""}},
		{name: "redirect while resuming", sum: sha, ranges: []string{"", from100K, from100K},
			handlers: []http.HandlerFunc{cut(published, "", 100_000), redirect("/elsewhere"), whole(published, "")}},
		{name: "redirect for ever", handlers: []http.HandlerFunc{redirect("/again")}, sum: sha,
			ranges: make([]string, maxRedirects+1), err: "more than 10 redirects"},
		{name: "nothing there", handlers: []http.HandlerFunc{whole(nil, "")}, sum: sha, ranges: []string{""},
			err: "expected " + string(sha)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handlers...)
			file := File{URL: s.URL + "/data.zip", Path: filepath.Join(t.TempDir(), "set", "data.zip"), Size: c.size,
				Sum: c.sum}
			part := file.Path + ".part"
			if c.before != nil {
				os.Mkdir(filepath.Dir(part), 0o755)
				os.WriteFile(part, c.before, 0o644)
				os.WriteFile(tagOf(part), []byte(c.tag), 0o644)
			}
			g := quick()
			if strings.HasPrefix(c.name, "stalled") {
				g.stall = 200 * time.Millisecond
			}
			err := g.get(t.Context(), "data", []File{file})
			checkError(t, err, c.err)
			if err != nil && !strings.Contains(err.Error(), file.URL) {
				t.Errorf("error %q does not name the address", err)
			}
			if got := s.ranges(); !slices.Equal(got, c.ranges) {
				t.Errorf("asked for %q, want %q", got, c.ranges)
			}
			checkFile(t, file.Path, c.err == "")
			if n := sizeOf(part); n != int64(c.kept) {
				t.Errorf("%d bytes kept for the next call, want %d", n, c.kept)
			}
			if left, _ := filepath.Glob(part + "*"); c.err == "" && len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func gitOf(b []byte) Sum {
	s, _ := Sum(make([]byte, 40)).of(context.Background(), bytes.NewReader(b), int64(len(b)))
	return s
}

// A resumed request names the version that the bytes before belong to.
func TestGetIfRange(t *testing.T) {
	date := "Mon, 02 Jan 2006 15:04:05 GMT"
	dated := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", date)
		cut(published, "", 100_000)(w, r)
	}
	for name, c := range map[string]struct {
		first http.HandlerFunc
		want  string
	}{
		"tag":  {cut(published, `"a"`, 100_000), `"a"`},
		"date": {dated, date},
	} {
		s := serve(t, c.first, withoutRange)
		path := filepath.Join(t.TempDir(), "data")
		if err := quick().get(t.Context(), "data", []File{{URL: s.URL, Path: path}}); err != nil {
			t.Fatal(err)
		}
		if got := s.asked[1].Get("If-Range"); got != c.want {
			t.Errorf("%s: If-Range is %q, want %q", name, got, c.want)
		}
		checkFile(t, path, true)
	}
}

// The time-out is for silence: a server may be slower than that as a whole.
func TestGetSlowerThanTheTimeOut(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(size))
		for part := range slices.Chunk(published, size/8) {
			w.Write(part)
			w.(http.Flusher).Flush()
			time.Sleep(100 * time.Millisecond)
		}
	})
	g, path := quick(), filepath.Join(t.TempDir(), "data")
	g.stall = 500 * time.Millisecond
	if err := g.get(t.Context(), "data", []File{{URL: s.URL, Path: path, Sum: sha}}); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, true)
	if n := len(s.ranges()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Fatalf("failed: %v", err)
	case want != "" && err == nil:
		t.Fatalf("no error, want one with %q", want)
	case err != nil && !strings.Contains(err.Error(), want):
		t.Fatalf("error %q, want one with %q", err, want)
	case err != nil && strings.Contains(err.Error(), "\n"):
		t.Fatalf("error %q is more than a line", err)
	}
}

// checkFile: what stands at path is what was published, or nothing.
func checkFile(t *testing.T, path string, there bool) {
	t.Helper()
	got, err := os.ReadFile(path)
	if (err == nil) != there {
		t.Fatalf("file there: %v, want %v (%v)", err == nil, there, err)
	}
	if there && !bytes.Equal(got, published) {
		t.Fatalf("the file has %d bytes that differ from the %d published", len(got), size)
	}
}

func TestGetSeveral(t *testing.T) {
	s := serve(t, whole(published, ""))
	folder := t.TempDir()
	files := []File{
		{URL: s.URL + "/a", Path: filepath.Join(folder, "a"), Sum: sha, Size: size},
		{URL: s.URL + "/b", Path: filepath.Join(folder, "b"), Sum: sha, Size: size},
		{URL: s.URL + "/c", Path: filepath.Join(folder, "raw", "c"), Sum: sha, Size: size},
	}
	os.WriteFile(files[1].Path, published, 0o644)
	g := quick()
	if err := g.get(t.Context(), "set", files); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		checkFile(t, f.Path, true)
	}
	if n := len(s.asked); n != 2 {
		t.Errorf("%d requests, want 2: one file was there", n)
	}
	lines := g.show.(*recorder).lines
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "end: set: 600 KB in ") {
		t.Errorf("last line %q", last)
	}

	g = quick()
	if err := g.get(t.Context(), "set", files); err != nil || len(s.asked) != 2 || len(g.show.(*recorder).lines) != 0 {
		t.Errorf("with all files there: %v, %d requests, shown %q", err, len(s.asked), g.show.(*recorder).lines)
	}
}

// A try that brings a mebibyte lets the count begin anew, but only for bytes that none brought before.
func TestGetGoesOnWhileItGetsFurther(t *testing.T) {
	large := bytes.Repeat(published, 28) // 8.4 MB
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		err     string
	}{
		"ranges": {cut(large, "", worthKeeping), ""},
		"without ranges": {func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Range")
			cut(large, "", 2*worthKeeping)(w, r)
		}, "after 5 tries"},
	} {
		s := serve(t, c.handler)
		path := filepath.Join(t.TempDir(), "data")
		checkError(t, quick().get(t.Context(), name, []File{{URL: s.URL, Path: path, Sum: shaOf(large)}}), c.err)
	}
}

func TestGetDisk(t *testing.T) {
	s := serve(t, whole(published, ""))
	below := filepath.Join(t.TempDir(), "file")
	os.WriteFile(below, nil, 0o644)
	for _, c := range []struct {
		name   string
		change func(*getter)
		path   string
		err    string
		kept   int64
	}{
		{name: "full in the middle", err: "the disk is full; make room and run again", kept: 100_000,
			change: func(g *getter) {
				g.write = func(f *os.File, b []byte) (int, error) {
					at, _ := f.Seek(0, io.SeekCurrent)
					if room := 100_000 - int(at); len(b) > room {
						n, _ := f.Write(b[:room])
						return n, &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
					}
					return f.Write(b)
				}
			}},
		{name: "too small", err: "the download needs 300 KB more and 5 KB are free",
			change: func(g *getter) { g.free = func(string) int64 { return 5000 } }},
		{name: "folder below a file", path: filepath.Join(below, "set", "data"),
			err: "can't write data there: not a directory"},
		{name: "failing disk", err: "input/output error",
			change: func(g *getter) { g.write = func(*os.File, []byte) (int, error) { return 0, syscall.EIO } }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := c.path
			if path == "" {
				path = filepath.Join(t.TempDir(), "set", "data")
			}
			file := File{URL: s.URL, Path: path, Sum: sha}
			g := quick()
			if c.change != nil {
				c.change(g)
			}
			err := g.get(t.Context(), "data", []File{file})
			checkError(t, err, c.err)
			if !strings.Contains(err.Error(), "folder "+filepath.Dir(path)+": ") {
				t.Errorf("error %q does not name the folder", err)
			}
			if _, err := os.Stat(path); err == nil {
				t.Error("there is a file")
			}
			if n := sizeOf(path + ".part"); n != c.kept {
				t.Errorf("%d bytes kept, want %d", n, c.kept)
			}
			if c.path == "" { // the room was made
				if err := quick().get(t.Context(), "data", []File{file}); err != nil {
					t.Fatal(err)
				}
				checkFile(t, path, true)
			}
		})
	}
}

func TestGetConnection(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	unknown := httptest.NewUnstartedServer(whole(published, ""))
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0)
	unknown.StartTLS()
	defer unknown.Close()
	open := serve(t, whole(published, ""))
	closing := serve(t, cut(published, `"a"`, 100_000))
	// The dialer finds no name, without asking any network, and closing's address only once.
	calls := 0
	finding := connecting(time.Second)
	dial := finding.DialContext
	finding.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		switch {
		case strings.HasPrefix(address, "nowhere"):
			return nil, &net.OpError{Op: "dial", Net: network,
				Err: &net.DNSError{Err: "no such host", Name: "nowhere.test", IsNotFound: true}}
		case strings.HasSuffix(closing.URL, address):
			if calls++; calls > 1 {
				return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ENETUNREACH}
			}
		}
		return dial(ctx, network, address)
	}
	byProxy := connecting(time.Second)
	byProxy.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: closed.Listener.Addr().String()})
	for _, c := range []struct {
		name      string
		urls      []string
		transport *http.Transport
		err       string
		again     int
	}{
		{"refused", []string{closed.URL}, finding, "connection refused, after 2 tries; check the network and run again",
			1},
		{"no such host", []string{"http://nowhere.test"}, finding,
			"http://nowhere.test: dial tcp: lookup nowhere.test: no such host, after 2 tries; check the network and " +
				"run again", 1},
		{"proxy refused", []string{"https://nowhere.test"}, byProxy,
			"connection refused, after 2 tries; check the network and run again", 1},
		{"refused after a file that came", []string{open.URL, closed.URL}, finding,
			"connection refused, after 5 tries; 0 B are kept", 4},
		{"lost in the middle", []string{closing.URL}, finding, "network is unreachable, after 5 tries; 100 KB are kept",
			4},
		{"unknown certificate", []string{unknown.URL}, finding, "certificate", 0},
		{"not an address", []string{"http://["}, finding, "missing ']'", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := quick()
			g.client.Transport = c.transport
			folder, files := t.TempDir(), []File{}
			for i, address := range c.urls {
				files = append(files, File{URL: address, Path: filepath.Join(folder, fmt.Sprint(i))})
			}
			checkError(t, g.get(t.Context(), "data", files), c.err)
			if again := strings.Count(strings.Join(g.show.(*recorder).lines, "\n"), "again in"); again != c.again {
				t.Errorf("tried again %d times, want %d", again, c.again)
			}
		})
	}
}

// TestChild is the process that the tests below end.
func TestChild(t *testing.T) {
	switch path := os.Getenv("FETCH_PATH"); os.Getenv("FETCH_CHILD") {
	case "":
		t.Skip("only as another process")
	case "get":
		t.Fatal(Get(t.Context(), "data", []File{{URL: os.Getenv("FETCH_URL"), Path: path}}))
	case "unzip":
		t.Fatal(unzip(t.Context(), stopping{packed(twoFiles)}, int64(len(packed(twoFiles))), "top", path, quietly()))
	}
}

// child starts this test as another process and ends it by a signal once ready says so.
func child(t *testing.T, by os.Signal, ready func() bool, env ...string) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); !ready(); time.Sleep(2 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			c.Process.Kill()
			c.Wait()
			t.Fatalf("the other process did not get there: %s", out.String())
		}
	}
	c.Process.Signal(by)
	if err := c.Wait(); err == nil {
		t.Fatal("the other process ended well")
	}
}

func TestGetAfterAnotherProcessEnded(t *testing.T) {
	for _, by := range []os.Signal{os.Interrupt, os.Kill} {
		t.Run(by.String(), func(t *testing.T) {
			s := serve(t, hanging(published, `"a"`, 100_000), whole(published, `"a"`))
			path := filepath.Join(t.TempDir(), "data")
			child(t, by, func() bool { return sizeOf(path+".part") == 100_000 },
				"FETCH_CHILD=get", "FETCH_URL="+s.URL, "FETCH_PATH="+path)
			checkFile(t, path, false)
			if err := quick().get(t.Context(), "data", []File{{URL: s.URL, Path: path}}); err != nil {
				t.Fatal(err)
			}
			checkFile(t, path, true)
			if got, want := s.ranges(), []string{"", "bytes=100000-"}; !slices.Equal(got, want) {
				t.Errorf("asked for %q, want %q", got, want)
			}
		})
	}
}

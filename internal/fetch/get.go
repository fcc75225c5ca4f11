package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/kilolayer/kilolayer/units"
)

const (
	maxTries     = 5       // tries in a row that bring nothing worth speaking of
	maxCalls     = 2       // tries of which none reaches any server
	worthKeeping = 1 << 20 // bytes that a try must add for the count to begin anew
	maxRedirects = 10
)

// Get brings the files that are not there yet, in their order, and shows how far it is. A file that is there is left as
// it is. Broken connections, time-outs and a server's own failures are tried again, after a pause that doubles each
// time. Without a network Get gives up after the second try.
//
// When the context ends, the download stops at once, with an error that wraps the context's. What was brought so far is
// kept, also when the program is killed, and the next call goes on from it.
//
// An error is one line that names the address or the folder. What does not have the size and the sum is removed.
func Get(ctx context.Context, title string, files []File) error {
	return (&getter{
		client: &http.Client{CheckRedirect: fewRedirects, Transport: connecting(10 * time.Second)},
		show:   newDisplay(),
		pause:  time.Second,
		stall:  time.Minute,
		write:  (*os.File).Write,
		free:   freeBytes,
	}).get(ctx, title, files)
}

// getter holds what a test replaces.
type getter struct {
	client  *http.Client
	reached bool // by now a server has answered
	show    display
	pause   time.Duration // before the second try; doubled each time
	stall   time.Duration // a try without a byte for this long is given up
	write   func(*os.File, []byte) (int, error)
	free    func(folder string) int64
}

// passing is an error that another try may mend.
type passing struct{ error }

func (p passing) Unwrap() error { return p.error }

// connecting is Go's usual transport, which gives up on a connection after the given time, in which it also finds the
// address.
func connecting(within time.Duration) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: within, KeepAlive: 30 * time.Second}).DialContext
	return t
}

// noConnection tells an error of finding and calling a server, or the proxy before it, from what comes later.
func noConnection(err error) bool {
	call := new(net.OpError)
	return errors.As(err, new(*net.DNSError)) || errors.As(err, &call) &&
		(call.Op == "dial" || call.Op == "proxyconnect")
}

var errRedirects = fmt.Errorf("more than %d redirects", maxRedirects)

func fewRedirects(_ *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errRedirects
	}
	return nil
}

func (g *getter) get(ctx context.Context, title string, files []File) (err error) {
	var missing []File
	for _, f := range files {
		if _, err := os.Stat(f.Path); err == nil {
			continue
		}
		if err := f.Sum.wellFormed(); err != nil {
			return fmt.Errorf("%s: %w", f.URL, err)
		}
		if err := os.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
			return folderError(f.Path, err)
		}
		missing = append(missing, f)
	}
	if len(missing) == 0 {
		return nil
	}
	p := begin(g.show, title, missing)
	defer func() { p.end(err) }()
	for _, f := range missing {
		if err := g.bring(ctx, f, p); err != nil {
			return err
		}
		p.next()
	}
	return nil
}

// bring tries until the file is whole, checks it and gives it its name.
func (g *getter) bring(ctx context.Context, f File, p *progress) error {
	part := f.Path + ".part"
	pause, furthest := g.pause, int64(0)
	for try := 1; ; try++ {
		err := g.try(ctx, f, part, p)
		if err == nil {
			g.reached = true
			break
		}
		if ctx.Err() != nil {
			return f.stopped(ctx, part)
		}
		if !errors.As(err, new(passing)) {
			return err
		}
		g.reached = g.reached || !noConnection(err)
		if !g.reached && try == maxCalls {
			return fmt.Errorf("%w, after %d tries; check the network and run again", err, try)
		}
		kept := sizeOf(part)
		if kept >= furthest+worthKeeping {
			pause, furthest, try = g.pause, kept, 0
		}
		if try == maxTries {
			return fmt.Errorf("%w, after %d tries; %s are kept, run again to go on from there", err, try,
				units.Bytes(kept))
		}
		p.pausing(fmt.Sprintf("%v; again in %s", err, units.Duration(pause)))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return f.stopped(ctx, part)
		}
		pause *= 2
	}
	p.checking()
	if err := f.check(ctx, part); err != nil {
		return err
	}
	if err := os.Rename(part, f.Path); err != nil {
		return folderError(f.Path, err)
	}
	os.Remove(tagOf(part))
	syncFolder(filepath.Dir(f.Path))
	return nil
}

// stopped is the error for a download that a context ended.
func (f File) stopped(ctx context.Context, part string) error {
	return fmt.Errorf("%s: stopped; %s are kept, run again to go on from there: %w", f.URL, units.Bytes(sizeOf(part)),
		ctx.Err())
}

// check removes a download that is not what was published. The length and the sum are those of the file on the disk.
func (f File) check(ctx context.Context, part string) error {
	in, err := os.Open(part)
	if err != nil {
		return folderError(part, err)
	}
	defer in.Close()
	found := sizeOf(part)
	if f.Size > 0 && found != f.Size {
		err = fmt.Errorf("%s: %d bytes came, expected %d", f.URL, found, f.Size)
	} else if f.Sum != "" {
		sum, failed := f.Sum.of(ctx, in, found)
		if ctx.Err() != nil {
			return f.stopped(ctx, part)
		}
		if failed != nil {
			return folderError(part, failed)
		}
		if !strings.EqualFold(string(sum), string(f.Sum)) {
			err = fmt.Errorf("%s: the %s is %s, expected %s", f.URL, f.Sum.kind(), sum, f.Sum)
		}
	}
	if err != nil {
		os.Remove(part)
		os.Remove(tagOf(part))
		return fmt.Errorf("%w; what came was removed, run again to download it anew", err)
	}
	return nil
}

// try asks once for what is missing and appends it to part. It returns nil when the server sent all there is.
func (g *getter) try(ctx context.Context, f File, part string, p *progress) error {
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return folderError(part, err)
	}
	defer out.Close()
	have, tag := sizeOf(part), readTag(part)
	if f.Size > 0 && have == f.Size {
		return nil // killed between the last byte and the check
	}
	if tag == "" && f.Sum == "" || f.Size > 0 && have > f.Size {
		have = 0 // nothing would tell whether the two halves belong together
	}

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alive := time.AfterFunc(g.stall, func() { cancel(fmt.Errorf("no byte came for %s", units.Duration(g.stall))) })
	defer alive.Stop()

	answer, err := g.ask(ctx, f, have, tag)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	start, total, err := reach(answer, have, tag)
	if errors.Is(err, errWhole) {
		return nil
	}
	if err != nil {
		os.Truncate(part, 0) // the next try starts anew
		return passing{fmt.Errorf("%s: %w", f.URL, err)}
	}
	if f.Size > 0 && total >= 0 && total != f.Size {
		return fmt.Errorf("%s: the server has %d bytes, expected %d", f.URL, total, f.Size)
	}
	if err := g.room(part, total-start); err != nil {
		return err
	}
	if start == 0 {
		// In this order: a tag never stands beside bytes of another version.
		if err := errors.Join(out.Truncate(0), writeTag(part, validator(answer.Header))); err != nil {
			return folderError(part, err)
		}
	}
	if _, err := out.Seek(start, io.SeekStart); err != nil {
		return folderError(part, err)
	}

	p.expect(start, total)
	buffer := make([]byte, 256<<10)
	for at := start; ; {
		n, err := answer.Body.Read(buffer)
		if n > 0 {
			alive.Reset(g.stall)
			if _, err := g.write(out, buffer[:n]); err != nil {
				return folderError(part, err)
			}
			at += int64(n)
			p.at(at)
		}
		switch {
		case f.Size > 0 && at > f.Size:
			return nil // check refuses it; whatever else would come need not
		case errors.Is(err, io.EOF):
			if err := out.Sync(); err != nil {
				return folderError(part, err)
			}
			return nil
		case err != nil:
			return broken(ctx, f, err)
		}
	}
}

// ask sends the request for all that follows the first have bytes of the version that tag names.
func (g *getter) ask(ctx context.Context, f File, have int64, tag string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.URL, err)
	}
	request.Header.Set("User-Agent", "kilolayer")
	request.Header.Set("Accept-Encoding", "identity") // the sum is that of the bytes as they are stored
	if have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		if tag != "" {
			request.Header.Set("If-Range", tag)
		}
	}
	answer, err := g.client.Do(request)
	if err != nil {
		return nil, broken(ctx, f, err)
	}
	switch code := answer.StatusCode; {
	case code == http.StatusOK, have > 0 && (code == http.StatusPartialContent ||
		code == http.StatusRequestedRangeNotSatisfiable):
		return answer, nil
	case code >= 500, code == http.StatusRequestTimeout, code == http.StatusTooManyRequests:
		err = broken(ctx, f, fmt.Errorf("the server answered %q", answer.Status))
	default:
		err = fmt.Errorf("%s: the server answered %q", f.URL, answer.Status)
	}
	answer.Body.Close()
	return nil, err
}

var errWhole = errors.New("all of it had come before")

// reach says where the answer's bytes start in the file and how long the file is, −1 when the server does not say. An
// error means that what came before is of no use.
func reach(answer *http.Response, have int64, tag string) (start, total int64, err error) {
	span := answer.Header.Get("Content-Range")
	switch answer.StatusCode {
	case http.StatusPartialContent:
		var end int64
		n, _ := fmt.Sscanf(span, "bytes %d-%d/%d", &start, &end, &total)
		if n < 2 || start != have {
			return 0, 0, fmt.Errorf("asked for what follows byte %d, the server sent %q", have, span)
		}
		if now := validator(answer.Header); tag != "" && now != "" && now != tag {
			return 0, 0, fmt.Errorf("the file changed at the server from %s to %s", tag, now)
		}
		if n == 2 {
			total = end + 1
		}
		return start, total, nil
	case http.StatusRequestedRangeNotSatisfiable:
		if span == fmt.Sprintf("bytes */%d", have) {
			return 0, 0, errWhole
		}
		return 0, 0, fmt.Errorf("asked for what follows byte %d, the server has no such part", have)
	}
	return 0, answer.ContentLength, nil
}

// broken tells errors that another try may mend from those that stay.
func broken(ctx context.Context, f File, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if u := new(url.Error); errors.As(err, &u) {
		err = u.Err
	}
	err = fmt.Errorf("%s: %w", f.URL, err)
	if lasting := new(tls.CertificateVerificationError); errors.Is(err, errRedirects) || errors.As(err, &lasting) {
		return err
	}
	return passing{err}
}

// room refuses a download that can't fit.
func (g *getter) room(part string, need int64) error {
	folder := filepath.Dir(part)
	if free := g.free(folder); free >= 0 && need > free {
		return fmt.Errorf("folder %s: the download needs %s more and %s are free; make room and run again",
			folder, units.Bytes(need), units.Bytes(free))
	}
	return nil
}

// The tag beside an unfinished download is what the server calls that version of the file.
func tagOf(part string) string { return part + ".tag" }

func readTag(part string) string {
	tag, err := os.ReadFile(tagOf(part))
	if err != nil || strings.ContainsFunc(string(tag), unicode.IsControl) {
		return ""
	}
	return string(tag)
}

func writeTag(part, tag string) error {
	if tag == "" {
		if err := os.Remove(tagOf(part)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return os.WriteFile(tagOf(part), []byte(tag), 0o644)
}

// validator is the strong name of a version, as If-Range wants it (RFC 9110, section 13.1.5).
func validator(header http.Header) string {
	if tag := header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return header.Get("Last-Modified")
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

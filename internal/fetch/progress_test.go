package fetch

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// recorder keeps what a display is told.
type recorder struct {
	mu    sync.Mutex
	lines []string
}

func (r *recorder) add(kind, line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, kind+": "+line)
}

func (r *recorder) begin(line string)             { r.add("begin", line) }
func (r *recorder) update(line string, _ float64) { r.add("update", line) }
func (r *recorder) notice(line string)            { r.add("notice", line) }
func (r *recorder) end(line string, good bool)    { r.add("end", line) }
func quietly() *progress                          { return newProgress(&recorder{}, "unpacking", -1) }

// arxiv lets 80 MB come within 20 seconds, 1 MB at a time, with the first half from an earlier call.
func arxiv(d display, err error) {
	now := time.Unix(0, 0)
	p := begin(d, "ogbn-arxiv", []File{{URL: "http://localhost:80/arxiv.zip", Path: "/data/arxiv.zip", Size: 80e6}})
	p.now = func() time.Time { return now }
	p.begun = now
	p.expect(40e6, 80e6)
	for done := int64(41e6); done <= 80e6; done += 1e6 {
		now = now.Add(500 * time.Millisecond)
		p.at(done)
		p.at(done) // too soon to be shown
		if done == 60e6 && err != nil {
			p.end(err)
			return
		}
	}
	p.checking()
	p.next()
	p.end(nil)
}

func TestProgress(t *testing.T) {
	r := &recorder{}
	arxiv(r, nil)
	if n := len(r.lines); n != 1+40+1+1 {
		t.Errorf("%d lines, want one at the start, 40 between, one while checking, one at the end", n)
	}
	for i, want := range map[int]string{
		0:  "begin: ogbn-arxiv: downloading 80 MB from localhost:80 into /data",
		1:  "update: ogbn-arxiv: 41 MB of 80 MB · 2 MB/s · about 20 s left",
		30: "update: ogbn-arxiv: 70 MB of 80 MB · 2 MB/s · about 5 s left",
		41: "update: ogbn-arxiv: 80 MB of 80 MB · checking",
		42: "end: ogbn-arxiv: 80 MB in 20 s",
	} {
		if i < len(r.lines) && r.lines[i] != want {
			t.Errorf("line %d is %q, want %q", i, r.lines[i], want)
		}
	}
}

// The speed is that of the last seconds.
func TestProgressSpeed(t *testing.T) {
	now := time.Unix(0, 0)
	p := newProgress(&recorder{}, "set", 1e9)
	p.now = func() time.Time { return now }
	p.expect(0, 1e9)
	for i := range 40 {
		now = now.Add(time.Second)
		if i < 20 {
			p.at(int64(i) * 1e6)
		} else {
			p.at(20e6 + int64(i-20)*10e6)
		}
	}
	if got, want := p.speed(), " · 10 MB/s · about 1 min 19 s left"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTerminal(t *testing.T) {
	var b bytes.Buffer
	arxiv(terminal{&b}, nil)
	text := b.String()
	if n := strings.Count(text, "\n"); n != 1 || !strings.HasSuffix(text, "\r\x1b[Kogbn-arxiv: 80 MB in 20 s\n") {
		t.Errorf("%d ends of line, and at the end %q", n, text[len(text)-40:])
	}
	for _, line := range strings.Split(text, "\r\x1b[K") {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 79 {
			t.Errorf("%q has %d characters; a line that wraps can't be written over", line, n)
		}
	}
	b.Reset()
	terminal{&b}.notice(strings.Repeat("ä", 200))
	if n := len([]rune(b.String())); n != 4+79 {
		t.Errorf("a long line takes %d characters", n)
	}
}

func TestLogFile(t *testing.T) {
	var b bytes.Buffer
	arxiv(logFile{&b}, nil)
	want := "ogbn-arxiv: downloading 80 MB from localhost:80 into /data\nogbn-arxiv: 80 MB in 20 s\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestBlock(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want []string // in the last state
	}{
		"good":    {nil, []string{"ogbn-arxiv: 80 MB in 20 s", "width:100.0%", "#009E73"}},
		"stopped": {errors.New("no"), []string{"ogbn-arxiv: stopped at 60 MB", "width:75.0%", "#D55E00"}},
	} {
		var ids, states []string
		synced := -1
		b := &block{
			id:   "one",
			send: func(id, html string) { ids, states = append(ids, id), append(states, html) },
			sync: func() { synced = len(states) },
		}
		arxiv(b, c.err)
		if ids = slices.Compact(ids); !slices.Equal(ids, []string{"one"}) {
			t.Errorf("%s: outputs %v, want one", name, ids)
		}
		if synced != len(states) {
			t.Errorf("%s: waited after %d of %d states", name, synced, len(states))
		}
		for _, want := range c.want {
			if last := states[len(states)-1]; !strings.Contains(last, want) {
				t.Errorf("%s: no %q in %s", name, want, last)
			}
		}
	}
	var state string
	b := &block{send: func(_, html string) { state = html }}
	if b.notice("<script>"); strings.Contains(state, "<script>") {
		t.Errorf("not escaped: %s", state)
	}
}

package fetch

import (
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/units"
)

const (
	drawEvery = 250 * time.Millisecond // four updates a second
	window    = 5 * time.Second        // over which the speed is taken
)

// progress counts bytes and tells a display how far they are.
type progress struct {
	display
	now   func() time.Time
	title string
	total int64 // −1 when it is not known
	files int
	begun time.Time
	drawn time.Time

	finished int64 // bytes of the files before this one
	current  int64 // … of this one
	recent   []sample
}

type sample struct {
	at   time.Time
	done int64
}

// begin shows the start of a download.
func begin(d display, title string, files []File) *progress {
	p := newProgress(d, title, 0)
	p.files = len(files)
	for _, f := range files {
		if f.Size <= 0 {
			p.total = -1
			break
		}
		p.total += f.Size
	}
	from := files[0].URL
	if u, err := url.Parse(from); err == nil {
		from = u.Host
	}
	line := "downloading "
	if p.total > 0 {
		line += units.Bytes(p.total) + " "
	}
	d.begin(fmt.Sprintf("%s: %sfrom %s into %s", title, line, from, filepath.Dir(files[0].Path)))
	return p
}

func newProgress(d display, title string, total int64) *progress {
	p := &progress{display: d, now: time.Now, title: title, total: total}
	p.begun = p.now()
	return p
}

// expect takes where the bytes of a try start, and the file's length or −1.
func (p *progress) expect(start, length int64) {
	if p.files == 1 && length >= 0 {
		p.total = length
	}
	now := p.now()
	p.current, p.recent, p.drawn = start, []sample{{now, p.finished + start}}, now // no speed is known before a while
}

// at takes how much of the current file there is, and draws when the last drawing is old enough.
func (p *progress) at(current int64) {
	p.current = current
	now := p.now()
	if now.Sub(p.drawn) < drawEvery {
		return
	}
	p.recent = append(p.recent, sample{now, p.finished + current})
	for len(p.recent) > 2 && now.Sub(p.recent[1].at) >= window {
		p.recent = p.recent[1:]
	}
	p.draw(p.speed())
}

// next takes the current file as done.
func (p *progress) next() {
	p.finished, p.current = p.finished+p.current, 0
}

// speed says how fast it goes and how long it will take.
func (p *progress) speed() string {
	if len(p.recent) < 2 {
		return ""
	}
	first, last := p.recent[0], p.recent[len(p.recent)-1]
	seconds := last.at.Sub(first.at).Seconds()
	if seconds <= 0 || last.done <= first.done {
		return ""
	}
	rate := float64(last.done-first.done) / seconds
	text := " · " + units.Bytes(int64(rate)) + "/s"
	if p.total > last.done {
		text += " · about " + units.Duration(time.Duration(float64(p.total-last.done)/rate*1e9)) + " left"
	}
	return text
}

func (p *progress) draw(note string) {
	p.drawn = p.now()
	done, fraction := p.finished+p.current, 0.0
	line := p.title + ": " + units.Bytes(done)
	if p.total > 0 {
		line += " of " + units.Bytes(p.total)
		fraction = min(1, float64(done)/float64(p.total))
	}
	p.update(line+note, fraction)
}

// pausing says why nothing comes for a while.
func (p *progress) pausing(why string) { p.notice(p.title + ": " + why) }

// checking says that the bytes are there and their sum is being taken.
func (p *progress) checking() { p.draw(" · checking") }

// end shows the last state.
func (p *progress) end(err error) {
	done := units.Bytes(p.finished + p.current)
	if err != nil {
		p.display.end(p.title+": stopped at "+done, false)
		return
	}
	p.display.end(fmt.Sprintf("%s: %s in %s", p.title, done, units.Duration(p.now().Sub(p.begun))), true)
}

package run

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestRefresh(t *testing.T) {
	type watched struct{ writer, reader *Run }
	for _, c := range []struct {
		name    string
		do      func(t *testing.T, w watched)
		from    int // after three steps
		records int
		status  Status
	}{
		{"nothing new", func(*testing.T, watched) {}, 3, 3, Running},
		{"two steps", func(t *testing.T, w watched) { add(t, w.writer, step(4), step(5)) }, 3, 5, Running},
		{"half a line", func(t *testing.T, w watched) {
			add(t, w.writer, step(4))
			if _, err := w.writer.journal.file.WriteString(`{"kind":"st`); err != nil {
				t.Fatal(err)
			}
		}, 3, 4, Running},
		{"a rewound run", func(t *testing.T, w watched) {
			if err := w.writer.Rewind(2); err != nil {
				t.Fatal(err)
			}
			add(t, w.writer, step(3), step(4))
		}, 0, 4, Running},
		{"another status", func(t *testing.T, w watched) {
			if err := w.writer.SetStatus(Failed, errors.New("run: no reason")); err != nil {
				t.Fatal(err)
			}
		}, 3, 3, Failed},
		{"the writer has ended", func(t *testing.T, w watched) {
			if err := w.writer.Close(); err != nil {
				t.Fatal(err)
			}
		}, 3, 3, Interrupted},
		{"trained anew", func(t *testing.T, w watched) {
			err := errors.Join(w.writer.Close(), Remove(w.writer.Dir()))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Create(w.writer.Dir(), info(), memory())
			if err != nil {
				t.Fatal(err)
			}
			add(t, r, step(1))
			t.Cleanup(func() { r.Close() })
		}, 0, 1, Running},
		{"its memory is known", func(t *testing.T, w watched) {
			if err := w.writer.SetProfile(Memory{Activations: 7, Source: "compiled"}); err != nil {
				t.Fatal(err)
			}
		}, 3, 3, Running},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := watched{writer: create(t, step(1), step(2), step(3))}
			w.reader = open(t, w.writer.Dir())
			c.do(t, w)
			from, err := w.reader.Refresh()
			if err != nil {
				t.Fatal(err)
			}
			if got := w.reader.History(); from != c.from || len(got) != c.records ||
				w.reader.Status() != c.status {
				t.Errorf("%d records from %d, %s; want %d from %d, %s", len(got), from, w.reader.Status(), c.records,
					c.from, c.status)
			}
			// It is what another reader finds.
			fresh := open(t, w.writer.Dir())
			if got, want := lines(t, w.reader.History()), lines(t, fresh.History()); got != want {
				t.Errorf("the history is\n%swant\n%s", got, want)
			}
			if w.reader.Profile() != fresh.Profile() || w.reader.Reason() != fresh.Reason() ||
				w.reader.Note() != fresh.Note() {
				t.Error("memory, reason or note are not those on disk")
			}
			if from, err = w.reader.Refresh(); err != nil || from != c.records {
				t.Errorf("a second look finds records from %d on, %v", from, err)
			}
		})
	}
}

// TestRefreshReadsLittle looks at nothing but what was added.
func TestRefreshReadsLittle(t *testing.T) {
	w := create(t, step(1), step(2))
	r := open(t, w.Dir())
	// What stood there before is not read again: it would not be understood.
	path := filepath.Join(w.Dir(), historyFile)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte("!"), 0); err != nil {
		t.Fatal(err)
	}
	file.Close()
	add(t, w, step(3))
	if from, err := r.Refresh(); err != nil || from != 2 || len(r.History()) != 3 {
		t.Errorf("records from %d on, %v", from, err)
	}
	_, err = Open(w.Dir())
	wantError(t, err, "line 1 is not a record")
	add(t, w, step(4))
	if _, err := w.journal.file.WriteString("!\n"); err != nil {
		t.Fatal(err)
	}
	_, err = r.Refresh()
	wantError(t, err, "line 5 is not a record")
}

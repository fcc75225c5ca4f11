package viz

import (
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
)

// front is where output goes: a notebook's front end, or a terminal.
type front interface {
	notebook() bool
	html(string)            // a new output
	update(id, html string) // the output of that id, made when it is not there
	sync()                  // returns when everything sent has arrived
	text() io.Writer
}

// gonb is the front end of the GoNB kernel, or the terminal when no kernel runs the program.
type gonb struct{}

func (gonb) notebook() bool { return gonbui.IsNotebook }

func (gonb) html(s string) { gonbui.DisplayHTML(s) }

func (gonb) update(id, html string) { gonbui.UpdateHTML(id, html) }

func (gonb) sync() { gonbui.Sync() }

func (gonb) text() io.Writer { return os.Stdout }

package files

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// lines passes a text on in which each line ends by LF alone, as those of Windows end by CR LF and those of old Macs by
// CR. It stops at the first bytes that are not UTF-8: half a letter in the id of a node would make another node of it.
type lines struct {
	text    io.Reader
	decoded bool   // from another encoding, whose bytes that mean nothing have become U+FFFD
	buffer  []byte // what is read
	begun   []byte // the start of a letter whose end is still to be read
	rest    []byte // what of it is still to be passed on
	ended   error  // why text gives no more
	line    int    // the number of line ends so far
	cr      bool   // the byte before was a CR
}

func (l *lines) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		if l.ended != nil {
			return 0, l.ended
		}
		l.fill()
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// fill reads the next bytes. The start of a letter whose end is still to be read is kept at the front.
func (l *lines) fill() {
	if l.buffer == nil {
		l.buffer = make([]byte, 1<<16)
	}
	begun := copy(l.buffer, l.begun)
	n, err := l.text.Read(l.buffer[begun:])
	l.ended = err
	whole := l.buffer[:begun+n]
	l.begun = l.begun[:0]
	if err == nil {
		end := len(whole) - unfinished(whole)
		l.begun = append(l.begun, whole[end:]...)
		whole = whole[:end]
	}
	bad := badAt(whole, l.decoded)
	after := whole
	if bad >= 0 {
		whole, after = whole[:bad], whole[bad:]
	}
	l.rest = l.oneEnd(whole) // which leaves what is after it
	l.line += bytes.Count(l.rest, []byte("\n"))
	if bad >= 0 {
		l.ended = notUTF8{line: l.line + 1, letter: after[0], decoded: l.decoded}
	}
}

// unfinished is the number of bytes at the end of a block that begin a letter without ending it.
func unfinished(block []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(block)); n++ {
		if b := block[len(block)-n]; utf8.RuneStart(b) {
			if utf8.FullRune(block[len(block)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}

// badAt is where a text has the first byte that is not UTF-8, or −1.
func badAt(text []byte, decoded bool) int {
	replaced := -1
	if decoded {
		replaced = bytes.Index(text, []byte("\uFFFD"))
	}
	if utf8.Valid(text) {
		return replaced
	}
	for i := 0; i < len(text); {
		letter, size := utf8.DecodeRune(text[i:])
		if letter == utf8.RuneError && (size == 1 || decoded) {
			return i
		}
		i += size
	}
	return -1
}

// oneEnd changes the line ends of a text in place.
func (l *lines) oneEnd(text []byte) []byte {
	if l.cr && len(text) > 0 { // the CR was passed on as an LF
		if text[0] == '\n' {
			text = text[1:]
		}
		l.cr = false
	}
	first := bytes.IndexByte(text, '\r')
	if first < 0 {
		return text
	}
	out := text[:first]
	for rest := text[first:]; len(rest) > 0; {
		rest = rest[1:] // the CR
		out = append(out, '\n')
		if len(rest) == 0 {
			l.cr = true
			break
		}
		if rest[0] == '\n' {
			rest = rest[1:]
		}
		next := bytes.IndexByte(rest, '\r')
		if next < 0 {
			next = len(rest)
		}
		out = append(out, rest[:next]...)
		rest = rest[next:]
	}
	return out
}

// notUTF8 is the error for bytes that are no letter.
type notUTF8 struct {
	line    int
	letter  byte
	decoded bool
}

func (e notUTF8) Error() string {
	if e.decoded {
		return fmt.Sprintf("line %d: bytes that are no letter in the encoding that the file is read in; it is "+
			"damaged, or in another one: say so by WithEncoding, or save it as UTF-8", e.line)
	}
	return fmt.Sprintf("line %d: the byte 0x%X is not UTF-8; the file may be in Windows-1252: say so by "+
		"WithEncoding(datasets.Windows1252), or save it as UTF-8", e.line, e.letter)
}

package nodelink

import (
	"bytes"
	"io"
)

// python gives JSON that Python wrote as it should be: NaN is null there, and Infinity a number that is too large. It
// knows where the lines end in what was read ahead.
type python struct {
	r        io.Reader
	ended    bool
	inString bool
	escaped  bool
	word     []byte // letters outside of strings that may be such a word
	out      bytes.Buffer
	in       [1 << 14]byte

	given int64   // bytes that were given
	line  int     // lines that ended before ends
	ends  []int64 // where further lines end
}

func (p *python) Read(b []byte) (int, error) {
	for p.out.Len() == 0 {
		if p.ended {
			return 0, io.EOF
		}
		n, err := p.r.Read(p.in[:])
		for _, c := range p.in[:n] {
			p.take(c)
		}
		if err == io.EOF {
			p.ended = true
			p.flush()
		} else if err != nil {
			return 0, err
		}
	}
	n, err := p.out.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			p.ends = append(p.ends, p.given+int64(i))
		}
	}
	p.given += int64(n)
	return n, err
}

func (p *python) take(c byte) {
	if p.inString {
		p.out.WriteByte(c)
		p.inString = p.escaped || c != '"'
		p.escaped = c == '\\' && !p.escaped
		return
	}
	if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
		if p.word = append(p.word, c); len(p.word) > len("Infinity") {
			p.flush()
		}
		return
	}
	p.flush()
	p.inString = c == '"'
	p.out.WriteByte(c)
}

// flush gives the word at hand.
func (p *python) flush() {
	switch word := string(p.word); word {
	case "NaN":
		p.out.WriteString("null")
	case "Infinity":
		p.out.WriteString("1e999")
	default:
		p.out.WriteString(word)
	}
	p.word = p.word[:0]
}

// lineAt is the number of the line at an offset, which is never before that of the last call.
func (p *python) lineAt(offset int64) int {
	for len(p.ends) > 0 && p.ends[0] < offset {
		p.ends = p.ends[1:]
		p.line++
	}
	return p.line + 1
}

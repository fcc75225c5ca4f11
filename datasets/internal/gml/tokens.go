package gml

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// kind is the kind of a token.
type kind int

const (
	word   kind = iota // a key, or a value without quotes
	quoted             // a string
	open               // [
	closed             // ]
	end                // of the file
)

// token is a piece of the text.
type token struct {
	kind kind
	text string
	line int
}

// tokens splits a text into its tokens.
type tokens struct {
	file *files.Text
	line int
	buf  []byte
}

func (t *tokens) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", t.file.Path(), t.line, fmt.Errorf(format, values...))
}

// next is the next token.
func (t *tokens) next() (token, error) {
	for {
		c, err := t.file.ReadByte()
		if err == io.EOF {
			return token{end, "the end of the file", t.line}, nil
		}
		if err != nil {
			return token{}, t.file.Error(err)
		}
		switch c {
		case '\n':
			t.line++
		case ' ', '\t', '\r', '\f', '\v':
		case '#':
			if err := t.comment(); err != nil {
				return token{}, err
			}
		case '[':
			return token{open, "[", t.line}, nil
		case ']':
			return token{closed, "]", t.line}, nil
		case '"':
			return t.quoted()
		default:
			return t.word(c)
		}
	}
}

// comment passes over the rest of the line.
func (t *tokens) comment() error {
	for {
		c, err := t.file.ReadByte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return t.file.Error(err)
		}
		if c == '\n' {
			t.line++
			return nil
		}
	}
}

// endsWord are the characters that end a word.
var endsWord = [256]bool{' ': true, '\t': true, '\r': true, '\n': true, '\f': true, '\v': true, '[': true, ']': true,
	'"': true}

func (t *tokens) word(first byte) (token, error) {
	t.buf = append(t.buf[:0], first)
	for {
		c, err := t.file.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil {
			return token{}, t.file.Error(err)
		}
		if endsWord[c] {
			if err := t.file.UnreadByte(); err != nil {
				return token{}, t.file.Error(err)
			}
			break
		}
		if t.buf = append(t.buf, c); len(t.buf) > files.MaxLine {
			return token{}, t.errorf("a word of more than %d bytes", files.MaxLine)
		}
	}
	return token{word, string(t.buf), t.line}, nil
}

// quoted is a string, which may go over several lines.
func (t *tokens) quoted() (token, error) {
	t.buf = t.buf[:0]
	line, entity := t.line, false
	for {
		c, err := t.file.ReadByte()
		if err == io.EOF {
			return token{}, fmt.Errorf("%s line %d: a text without its closing quotes", t.file.Path(), line)
		}
		if err != nil {
			return token{}, t.file.Error(err)
		}
		switch c {
		case '\n':
			t.line++
		case '&':
			entity = true
		case '"':
			// Older igraph writes \" for quotes. A backslash before the last quotes of a line is itself.
			if n := len(t.buf); n > 0 && t.buf[n-1] == '\\' && t.moreQuotes() {
				t.buf = t.buf[:n-1]
				break
			}
			text := string(t.buf)
			if entity {
				text = references.ReplaceAllStringFunc(text, html.UnescapeString)
			}
			return token{quoted, strings.TrimRight(text, "\r"), line}, nil
		}
		if t.buf = append(t.buf, c); len(t.buf) > files.MaxLine {
			return token{}, t.errorf("a text of more than %d bytes", files.MaxLine)
		}
	}
}

// references are characters as HTML names them.
var references = regexp.MustCompile(`&(?:[0-9A-Za-z]+|#[0-9]+|#[xX][0-9A-Fa-f]+);`)

// moreQuotes says whether the line goes on with quotes.
func (t *tokens) moreQuotes() bool {
	for size := 64; ; size *= 8 {
		rest, err := t.file.Peek(size)
		if i := bytes.IndexAny(rest, "\"\n"); i >= 0 {
			return rest[i] == '"'
		}
		if err != nil {
			return false
		}
	}
}

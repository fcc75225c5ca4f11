package nodelink

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// stream reads JSON value by value.
type stream struct {
	file    *files.Text
	source  *python
	decoder *json.Decoder
}

func newStream(file *files.Text) *stream {
	source := &python{r: file}
	return &stream{file: file, source: source, decoder: json.NewDecoder(source)}
}

func (s *stream) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", s.file.Path(), s.line(), fmt.Errorf(format, values...))
}

// line is where the value stands that was read last.
func (s *stream) line() int { return s.source.lineAt(s.decoder.InputOffset()) }

// failed says what an error of the decoder means.
func (s *stream) failed(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) && s.source.ended {
		return fmt.Errorf("%s ends before its JSON does", s.file.Path())
	}
	if of := (*json.SyntaxError)(nil); errors.As(err, &of) {
		return s.errorf("it is not JSON: %w", of)
	}
	return s.file.Error(err)
}

// members calls visit with each key of an object whose '{' was read.
func (s *stream) members(visit func(key string) error) error {
	for s.decoder.More() {
		token, err := s.decoder.Token()
		if err != nil {
			return s.failed(err)
		}
		if err := visit(fmt.Sprint(token)); err != nil {
			return err
		}
	}
	_, err := s.begin()
	return err
}

// items calls visit with the place of each value of a list whose '[' was read.
func (s *stream) items(visit func(i int) error) error {
	for i := 0; s.decoder.More(); i++ {
		if err := visit(i); err != nil {
			return err
		}
	}
	_, err := s.begin()
	return err
}

// begin reads the sign that a list or an object begins or ends with, or a value that is neither.
func (s *stream) begin() (json.Token, error) {
	token, err := s.decoder.Token()
	if err != nil {
		return nil, s.failed(err)
	}
	return token, nil
}

// list is items with its '['. what names the list for an error.
func (s *stream) list(what string, visit func(i int) error) error {
	token, err := s.begin()
	if err != nil {
		return err
	}
	if token != json.Delim('[') {
		return s.errorf("%s is %s, want a list", what, files.Printed(fmt.Sprint(token)))
	}
	return s.items(visit)
}

// value is the next value as it is written.
func (s *stream) value() (json.RawMessage, error) {
	var raw json.RawMessage
	if err := s.decoder.Decode(&raw); err != nil {
		return nil, s.failed(err)
	}
	return raw, nil
}

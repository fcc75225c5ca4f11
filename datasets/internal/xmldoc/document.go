package xmldoc

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Document is an XML document that is being read.
type Document struct {
	file    *files.Text
	decoder *xml.Decoder
}

// Open opens a document, in the encoding that it declares.
func Open(ctx context.Context, open files.Opener, path string) (*Document, error) {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	const mostDeclaration = 256
	start, _ := file.Peek(mostDeclaration) // what is wrong with it is met again when it is read
	inDeclared, err := withDeclared(open, start)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s %w", path, err)
	}
	if inDeclared != nil {
		file.Close()
		if file, err = files.Open(ctx, inDeclared, path); err != nil {
			return nil, err
		}
	}
	d := &Document{file: file, decoder: xml.NewDecoder(file)}
	d.decoder.CharsetReader = declared
	return d, nil
}

// Close ends reading.
func (d *Document) Close() { d.file.Close() }

// Line is where the element stands that was read last.
func (d *Document) Line() int {
	line, _ := d.decoder.InputPos()
	return line
}

// Errorf is an error that names the file and the line.
func (d *Document) Errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", d.file.Path(), d.Line(), fmt.Errorf(format, values...))
}

// Token is the next token, or io.EOF at the document's end.
func (d *Document) Token() (xml.Token, error) {
	token, err := d.decoder.Token()
	if of := (*xml.SyntaxError)(nil); errors.As(err, &of) {
		return nil, fmt.Errorf("%s line %d is not XML: %s", d.file.Path(), of.Line, of.Msg)
	}
	if err != nil && err != io.EOF {
		return nil, d.file.Error(err)
	}
	return token, err
}

// Root reads the whole document. It calls visit with each element inside the root, which must have the given name.
func (d *Document) Root(name string, visit func(xml.StartElement) error) error {
	for seen := false; ; {
		token, err := d.Token()
		if err == io.EOF && seen {
			return nil
		}
		if err == io.EOF {
			return fmt.Errorf("%s has no <%s>", d.file.Path(), name)
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if seen || start.Name.Local != name {
			return d.Errorf("<%s>, want one <%s>", files.Clip(start.Name.Local), name)
		}
		seen = true
		if err := d.Children(visit); err != nil {
			return err
		}
	}
}

// Children calls visit with each element inside the one that was begun, up to its end.
func (d *Document) Children(visit func(xml.StartElement) error) error {
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := visit(token); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// Skip passes over an element, however deep.
func (d *Document) Skip() error {
	_, err := d.Text()
	return err
}

// Text is the text of an element without that of the elements in it, and without spaces around it.
func (d *Document) Text() (string, error) {
	var text strings.Builder
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 1 {
				text.Write(token)
			}
		}
	}
	return strings.TrimSpace(text.String()), nil
}

// Attribute is the value of an attribute, or "".
func Attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

package xmldoc

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// HasRoot says whether a document that starts so has a root of the given name. ifUnknown is the answer where the start
// is that of a document, but ends before the root.
func HasRoot(start []byte, name string, ifUnknown bool) bool {
	d := xml.NewDecoder(bytes.NewReader(start))
	d.CharsetReader = decoded
	for seen := false; ; seen = true {
		token, err := d.RawToken()
		if err != nil {
			return seen && ifUnknown
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token.Name.Local == name
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return false
			}
		}
	}
}

// decoded is the text of a document that declares an encoding other than UTF-8. Package files has decoded it already.
func decoded(charset string, text io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "utf8", "utf-16", "utf-16le", "utf-16be":
		return text, nil
	}
	return nil, fmt.Errorf("%q: want UTF-8; save the file in that", charset)
}

package xmldoc

import (
	"bytes"
	"encoding/xml"
)

// HasRoot says whether a document that starts so has a root of the given name. ifUnknown is the answer where the start
// is that of a document, but ends before the root.
func HasRoot(start []byte, name string, ifUnknown bool) bool {
	d := xml.NewDecoder(bytes.NewReader(start))
	d.CharsetReader = declared
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

package xmldoc

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// encodings are those that a document may declare. Package files knows UTF-16 by its bytes.
var encodings = map[string]files.Encoding{"utf-8": files.UTF8, "utf8": files.UTF8, "us-ascii": files.UTF8,
	"ascii": files.UTF8, "utf-16": files.UTF8, "utf-16le": files.UTF8, "utf-16be": files.UTF8,
	"iso-8859-1": files.Latin1, "latin1": files.Latin1, "iso-8859-15": files.Latin9, "macintosh": files.Macintosh,
	"windows-1252": files.Windows1252, "cp1252": files.Windows1252, "windows-1250": files.Windows1250,
	"windows-1251": files.Windows1251}

// declaration is the first line of a document.
var declaration = regexp.MustCompile(`^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// withDeclared is an opener of a document that starts so, in the encoding that it declares; nil for UTF-8.
func withDeclared(open files.Opener, start []byte) (files.Opener, error) {
	found := declaration.FindSubmatch(start)
	if found == nil {
		return nil, nil
	}
	switch of := encodings[strings.ToLower(string(found[1]))]; of {
	case "":
		return nil, fmt.Errorf("is in the encoding %q; save it as UTF-8", found[1])
	case files.UTF8:
		return nil, nil
	default:
		return files.WithEncoding(open, of), nil
	}
}

// declared is the text of a document that declares an encoding. Package files has turned it into UTF-8 already.
func declared(_ string, text io.Reader) (io.Reader, error) { return text, nil }

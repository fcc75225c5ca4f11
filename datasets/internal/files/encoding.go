package files

import (
	"bytes"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how a file writes letters as bytes.
type Encoding string

// The encodings of texts.
const (
	UTF8        Encoding = "UTF-8"        // what a file is in where nothing else is said or seen
	UTF16       Encoding = "UTF-16"       // Excel's "Unicode text"; little-endian without a byte-order mark
	Windows1252 Encoding = "Windows-1252" // Excel's CSV in Western Europe and America
	Windows1250 Encoding = "Windows-1250" // the same in Central Europe
	Windows1251 Encoding = "Windows-1251" // the same with Cyrillic letters
	Latin1      Encoding = "ISO-8859-1"   // also of older systems in Western Europe
	Latin9      Encoding = "ISO-8859-15"  // Latin1 with the euro sign
	Macintosh   Encoding = "Macintosh"    // old Macs
)

// encodings are those that have to be turned into UTF-8.
var encodings = map[Encoding]encoding.Encoding{
	UTF16:       unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	Windows1252: charmap.Windows1252,
	Windows1250: charmap.Windows1250,
	Windows1251: charmap.Windows1251,
	Latin1:      charmap.ISO8859_1,
	Latin9:      charmap.ISO8859_15,
	Macintosh:   charmap.Macintosh,
}

// WithEncoding says that the texts behind an opener are in an encoding. A byte-order mark, and UTF-16 that is seen at a
// text's start, go before it, and so does an encoding that the opener says already.
func WithEncoding(open Opener, e Encoding) Opener {
	return func(path string) (io.ReadCloser, error) {
		if _, known := encodings[e]; !known && e != UTF8 {
			return nil, fmt.Errorf("there is no encoding %q; take datasets.Windows1252 or another one there", e)
		}
		file, err := open(path)
		if err != nil {
			return nil, err
		}
		if _, said := file.(encoded); said {
			return file, nil
		}
		return encoded{file, e}, nil
	}
}

// encoded is a file whose texts are in an encoding that was chosen.
type encoded struct {
	io.ReadCloser
	encoding Encoding
}

// decoderOf is what turns the text that starts so into UTF-8, where chosen is what the user said, or ""; nil for a text
// in UTF-8. mark is the length of a byte-order mark that is to be passed over; ok is false for what is no text.
func decoderOf(start []byte, chosen Encoding) (decoder encoding.Encoding, mark int, ok bool) {
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return nil, 3, true
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return encodings[UTF16], 0, true // which reads the mark itself
	case bytes.IndexByte(start, 0) < 0:
		return encodings[chosen], 0, true
	}
	if decoder = bareUTF16(start); decoder == nil && chosen == UTF16 {
		decoder = encodings[UTF16]
	}
	return decoder, 0, decoder != nil
}

// bareUTF16 is the decoder of a text that starts so, where every second byte is 0 as in UTF-16 without a byte-order
// mark; nil for other texts.
func bareUTF16(start []byte) encoding.Encoding {
	var zeros [2]int // at even places, and at odd ones
	for i, b := range start {
		if b == 0 {
			zeros[i%2]++
		}
	}
	// Half of the letters may be beyond Latin ones, whose first byte is not 0. One zero alone tells nothing.
	switch most := max(2, len(start)/4); {
	case zeros[0] == 0 && zeros[1] >= most:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[1] == 0 && zeros[0] >= most:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

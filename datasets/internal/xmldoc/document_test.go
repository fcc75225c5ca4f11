package xmldoc

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// texts are those of the elements a of a document, each with its attribute x.
func texts(t *testing.T, document string) (string, error) {
	d, err := Open(t.Context(), madeup.Texts(map[string]string{"f": document}), "f")
	if err != nil {
		return "", err
	}
	defer d.Close()
	var got strings.Builder
	err = d.Root("r", func(element xml.StartElement) error {
		if element.Name.Local != "a" {
			return d.Skip()
		}
		text, err := d.Text()
		fmt.Fprintf(&got, "%s|%s ", text, Attribute(element, "x"))
		return err
	})
	return got.String(), err
}

func TestDocument(t *testing.T) {
	for _, c := range []struct{ name, text, want, refusal string }{
		{"elements", `<r><a x="1" y:x="2"> one <b>two</b> three </a><c><d/></c><a>four</a></r>`, "one  three|1 four|", ""},
		{"none", "<r/>", "", ""},
		{"Latin 1", "<?xml version='1.0' encoding='ISO-8859-1'?><r><a>caf\xe9</a></r>", "café|", ""},
		{"UTF-16", "\xff\xfe<\x00r\x00/\x00>\x00", "", ""},
		{"another encoding", "<?xml version='1.0' encoding='Big5'?><r/>", "",
			`f is in the encoding "Big5"; save it as UTF-8`},
		{"empty", "", "", "f has no <r>"},
		{"another root", "\n<s/>", "", "f line 2: <s>, want one <r>"},
		{"two roots", "<r/>\n<r/>", "", "f line 2: <r>, want one <r>"},
		{"cut short", "<r>\n<a>", "", "f line 2 is not XML: unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := texts(t, c.text)
			if c.refusal != "" {
				if err == nil || err.Error() != c.refusal {
					t.Errorf("got %v, want %s", err, c.refusal)
				}
			} else if err != nil || strings.TrimSpace(got) != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestDocumentStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d, err := Open(ctx, madeup.Texts(map[string]string{"f": "<r>" + strings.Repeat("<a/>", 1<<16) + "</r>"}), "f")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cancel()
	err = d.Root("r", func(xml.StartElement) error { return d.Skip() })
	if err == nil || !strings.HasPrefix(err.Error(), "f: reading was stopped") {
		t.Errorf("got %v", err)
	}
}

package xmldoc

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func TestDocument(t *testing.T) {
	for _, c := range []struct{ name, text, want, refusal string }{
		{"elements", `<r><a x="1" y:x="2"> one <b>two</b> three </a><c><d/></c><a>four</a></r>`, "one  three|1 four|", ""},
		{"none", "<r/>", "", ""},
		{"empty", "", "", "f has no <r>"},
		{"another root", "\n<s/>", "", "f line 2: <s>, want one <r>"},
		{"two roots", "<r/>\n<r/>", "", "f line 2: <r>, want one <r>"},
		{"cut short", "<r>\n<a>", "", "f line 2 is not XML: unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Open(t.Context(), madeup.Texts(map[string]string{"f": c.text}), "f")
			if err != nil {
				t.Fatal(err)
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
			if c.refusal != "" {
				if err == nil || err.Error() != c.refusal {
					t.Errorf("got %v, want %s", err, c.refusal)
				}
			} else if err != nil || strings.TrimSpace(got.String()) != c.want {
				t.Errorf("got %q, %v, want %q", got.String(), err, c.want)
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

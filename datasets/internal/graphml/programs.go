package graphml

import (
	"encoding/xml"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
	"github.com/kilolayer/kilolayer/datasets/internal/xmldoc"
)

// isGephi says whether Gephi wrote the keys: the whole set of a drawing, or its name for the label of an edge. A lone x
// may be a feature.
func isGephi(nodes, edges *keys) bool {
	return edges.names["edgelabel"] == "Edge Label" || nodes.named("r", "g", "b", "x", "y", "size")
}

// roleOfGephi is what Gephi means by a key of nodes.
func roleOfGephi(k key) (schema.Role, string) {
	if k.id == k.name {
		switch k.name {
		case "r", "g", "b", "x", "y", "z", "size":
			return schema.LeftOut, "a drawing of Gephi"
		case "label":
			return schema.NameRole, ""
		}
	}
	return "", ""
}

// roleByName leaves it to the name.
func roleByName(key) (schema.Role, string) { return "", "" }

// value reads what is in a <data>: its text, and the first label of a drawing of yEd.
func value(document *xmldoc.Document) (text, label string, err error) {
	var own, inLabel strings.Builder
	labelAt := 0 // how deep the label is that is being read; 0 in none
	for depth := 1; depth > 0; {
		token, err := document.Token()
		if err != nil {
			return "", "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			name := token.Name.Local
			if labelAt == 0 && label == "" && (name == "NodeLabel" || name == "EdgeLabel") {
				labelAt = depth
			}
		case xml.EndElement:
			if depth == labelAt {
				label, labelAt = strings.TrimSpace(inLabel.String()), 0
				inLabel.Reset()
			}
			depth--
		case xml.CharData:
			switch depth {
			case 1:
				own.Write(token)
			case labelAt:
				inLabel.Write(token)
			}
		}
	}
	return strings.TrimSpace(own.String()), label, nil
}

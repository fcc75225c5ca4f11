package nodelink

import (
	"bytes"
	"encoding/json"
)

// Recognizes says whether a file that starts so is a graph in one of the layouts that this package reads.
func Recognizes(_ string, start []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(start))
	first, err := decoder.Token()
	if err != nil {
		return false
	}
	if first == json.Delim('[') { // Cytoscape.js's elements alone
		begun, _ := decoder.Token()
		key, err := decoder.Token()
		return err == nil && begun == json.Delim('{') && (key == "data" || key == "group")
	}
	return first == json.Delim('{') && recognized(decoder, false)
}

// recognized looks at the keys of an object for those of a graph.
func recognized(decoder *json.Decoder, inGraph bool) bool {
	directed, multigraph := false, false
	for {
		token, err := decoder.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return false
		}
		begun, err := decoder.Token()
		if err != nil {
			return false
		}
		list, object := begun == json.Delim('['), begun == json.Delim('{')
		directed, multigraph = directed || key == "directed", multigraph || key == "multigraph"
		switch {
		case directed && multigraph:
			return true
		case key == "nodes" || key == "links" || key == "edges" || key == "adjacency":
			return list || object && inGraph
		case key == "elements":
			return list || object
		case key == "graph" && object && recognized(decoder, true):
			return true
		case key == "graph" && object:
			continue // its end was read
		}
		for depth := 1; (list || object) && depth > 0; {
			token, err := decoder.Token()
			if err != nil {
				return false
			}
			switch token {
			case json.Delim('{'), json.Delim('['):
				depth++
			case json.Delim('}'), json.Delim(']'):
				depth--
			}
		}
	}
}

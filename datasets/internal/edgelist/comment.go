package edgelist

import (
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func isComment(line string) bool { return line != "" && (line[0] == '#' || line[0] == '%') }

// comments is what the comments before the first edge say.
type comments struct {
	direction schema.Direction
	konect    *konect  // nil for other files
	names     []string // of the columns after the ids
}

// read takes in a comment.
func (c *comments) read(text *lines.Reader) {
	if c.konect != nil && c.konect.comment(text) {
		return
	}
	if text.Number == 1 {
		if c.konect = newKonect(text.Line); c.konect != nil {
			c.direction = c.konect.direction()
			return
		}
	}
	words := strings.TrimLeft(text.Line, "#% \t")
	if strings.HasPrefix(strings.ToLower(words), "undirected graph") {
		c.direction = schema.Undirected
	}
	if fields := lines.SeparatorOf(words).Fields(nil, words); isHeader(fields) {
		c.names = append([]string{}, fields[2:]...)
	}
}

// endNames are names of the columns of an edge's source and target, as lists of edges have them.
var endNames = [][2]string{
	{"source", "target"}, {"src", "dst"}, {"from", "to"}, {"FromNodeId", "ToNodeId"}, {"from_id", "to_id"},
	{"source_id", "target_id"}, {"node1", "node2"}, {"node_1", "node_2"}, {"id1", "id2"}, {"id_1", "id_2"},
}

// isHeader says whether fields are names of columns, with those of source and target first.
func isHeader(fields []string) bool {
	if len(fields) < 2 {
		return false
	}
	for _, names := range endNames {
		if strings.EqualFold(fields[0], names[0]) && strings.EqualFold(fields[1], names[1]) {
			for _, name := range fields[2:] {
				if name == "" {
					return false
				}
			}
			return true
		}
	}
	return false
}

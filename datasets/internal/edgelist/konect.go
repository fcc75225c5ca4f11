package edgelist

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// konect is what the comments of a KONECT file say.
type konect struct {
	format  string // sym, asym or bip
	weights string // such as posweighted
	edges   int    // as the second comment counts them, 0 where it does not
	line    int    // of that comment

	side        int // the column of nodes that says on which side one is
	left, right map[string]bool
}

// newKonect reads the first line of a file, such as "% asym positive"; nil if it is no KONECT file.
func newKonect(line string) *konect {
	words := strings.Fields(strings.TrimPrefix(line, "%"))
	if line[0] != '%' || len(words) == 0 {
		return nil
	}
	switch words[0] {
	case "sym", "asym", "bip":
		return &konect{format: words[0], weights: strings.Join(words[1:], " ")}
	}
	return nil
}

func (k *konect) direction() schema.Direction { return schema.Direction(k.format != "asym") }

// comment takes in the line of numbers, "% 5 4 4": edges, and nodes on the left and on the right.
func (k *konect) comment(text *lines.Reader) bool {
	words := strings.Fields(strings.TrimPrefix(text.Line, "%"))
	if len(words) == 0 || k.line > 0 {
		return false
	}
	edges, err := strconv.Atoi(words[0])
	if err != nil {
		return false
	}
	k.edges, k.line = edges, text.Number
	return true
}

// complete refuses a file that has fewer edges than it says.
func (k *konect) complete(path string, edges int) error {
	if k == nil || edges >= k.edges {
		return nil
	}
	return fmt.Errorf("%s has %d edges, and its line %d says %d; fetch it again, or delete that line "+
		"to read what is there", path, edges, k.line, k.edges)
}

// column is what follows the ids.
func (k *konect) column(i int) (string, schema.Stated) {
	switch i {
	case 0:
		return "weight", schema.Stated{Kind: schema.Number, Role: schema.WeightRole, Default: "1"}
	case 1:
		return "time", schema.Stated{Role: schema.TimeRole}
	}
	return strconv.Itoa(i + 3), schema.Stated{}
}

// ends says whether a line takes an edge of a dynamic network away again.
func (k *konect) ends(fields []string) bool {
	return k.weights == "dynamic" && len(fields) > 2 && strings.HasPrefix(fields[2], "-")
}

// nodes are the ids of an edge's ends, which both sides of a bip file number from 1.
func (k *konect) nodes(graph *schema.Reading, left, right string, line int) (source, target string, err error) {
	if k.format != "bip" {
		return left, right, nil
	}
	if k.left == nil {
		k.left, k.right = map[string]bool{}, map[string]bool{}
		k.side = graph.Nodes.Column("side", schema.Stated{Kind: schema.Text, Role: schema.CategoryRole})
	}
	target = "right " + right
	if !k.left[left] {
		k.left[strings.Clone(left)] = true
		if err := graph.Node(left, line); err != nil {
			return "", "", err
		}
		graph.Nodes.Set(k.side, "left")
	}
	if !k.right[right] {
		k.right[strings.Clone(right)] = true
		if err := graph.Node(target, line); err != nil {
			return "", "", err
		}
		graph.Nodes.Set(k.side, "right")
	}
	return left, target, nil
}

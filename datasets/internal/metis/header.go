package metis

import (
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
)

// header is the first line of a file: "n m [fmt [ncon]]".
type header struct {
	nodes, edges int  // edges without direction
	sizes        bool // a node's line begins with its size
	constraints  int  // how many weights of a node follow
	weights      bool // a weight follows each neighbour
	line         int  // where it stands
}

// Recognizes says whether a file is called .graph or .metis and begins with the numbers of METIS.
func Recognizes(path string, start []byte) bool {
	if extension := files.Extension(path); extension != ".graph" && extension != ".metis" {
		return false
	}
	for line := range strings.Lines(string(start)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '%' {
			continue
		}
		_, refusal := parseHeader(line)
		return refusal == ""
	}
	return false
}

func readHeader(text *lines.Reader) (h header, err error) {
	if !text.NextOf("%") {
		if err := text.Err(); err != nil {
			return h, err
		}
		return h, text.Errorf("the file ends before the numbers of nodes and edges")
	}
	h, refusal := parseHeader(text.Line)
	if refusal != "" {
		return h, text.Errorf("%q: %s", files.Clip(text.Line), refusal)
	}
	h.line = text.Number
	return h, nil
}

// parseHeader reads a header, or says what is wrong with it.
func parseHeader(line string) (h header, refusal string) {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 4 {
		return h, "want the numbers of nodes and edges, and where nodes or edges have weights a format such as 011"
	}
	var err error
	if h.nodes, err = strconv.Atoi(words[0]); err != nil || h.nodes < 0 || h.nodes > arrays.MaxNodes {
		return h, "the first is no number of nodes"
	}
	if h.edges, err = strconv.Atoi(words[1]); err != nil || h.edges < 0 || h.edges > arrays.MaxEdges/2 {
		return h, "the second is no number of edges"
	}
	if len(words) > 2 {
		format := words[2]
		if len(format) > 3 || strings.Trim(format, "01") != "" {
			return h, "the third is no format; want up to three digits of 0 and 1"
		}
		format = strings.Repeat("0", 3-len(format)) + format
		h.sizes, h.weights = format[0] == '1', format[2] == '1'
		if format[1] == '1' {
			h.constraints = 1
		}
	}
	if len(words) > 3 {
		const most = 1000
		n, err := strconv.Atoi(words[3])
		switch {
		case err != nil || n < 0 || n > most:
			return h, "the fourth is no number of weights of a node"
		case n > 0 && h.constraints == 0:
			return h, "nodes have weights only where the format's second digit is 1"
		case n > 0:
			h.constraints = n
		}
	}
	return h, ""
}

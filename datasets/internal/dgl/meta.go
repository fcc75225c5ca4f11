package dgl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// metaName is the name of the file that describes a folder.
const metaName = "meta.yaml"

// meta is what that file says; the tags are DGL's names.
type meta struct {
	Separator string      `yaml:"separator"`
	Nodes     []nodesFile `yaml:"node_data"`
	Edges     []edgesFile `yaml:"edge_data"`
	Graphs    *graphsFile `yaml:"graph_data"`

	path string
}

type nodesFile struct {
	File  string `yaml:"file_name"`
	Type  string `yaml:"ntype"`
	Graph string `yaml:"graph_id_field"`
	ID    string `yaml:"node_id_field"`
}

type edgesFile struct {
	File   string   `yaml:"file_name"`
	Type   []string `yaml:"etype"`
	Graph  string   `yaml:"graph_id_field"`
	Source string   `yaml:"src_id_field"`
	Target string   `yaml:"dst_id_field"`
}

type graphsFile struct {
	File  string `yaml:"file_name"`
	Graph string `yaml:"graph_id_field"`
}

// readMeta reads meta.yaml, with DGL's names for what it does not say.
func readMeta(ctx context.Context, open files.Opener, path string) (*meta, error) {
	text, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	content, err := io.ReadAll(io.LimitReader(text, files.MaxLine+1))
	if err != nil {
		return nil, text.Error(err)
	}
	if len(content) > files.MaxLine {
		return nil, fmt.Errorf("%s has more than %d bytes; want the description of a folder of DGL", path,
			files.MaxLine)
	}
	m := &meta{path: path}
	if err := yaml.Unmarshal(content, m); err != nil {
		var parts *yaml.TypeError
		if errors.As(err, &parts) && len(parts.Errors) > 0 {
			err = errors.New(parts.Errors[0])
		}
		return nil, fmt.Errorf("%s: %s", path, oneLine(err))
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return m, nil
}

// oneLine is an error without its line ends, as it may repeat parts of the file.
func oneLine(err error) string {
	const most = 200
	return fmt.Sprintf("%.*s", most, strings.Join(strings.Fields(err.Error()), " "))
}

// check refuses what is no single graph of nodes and edges of one type.
func (m *meta) check() error {
	var nodeTypes, edgeTypes []string
	for i := range m.Nodes {
		nodeTypes = append(nodeTypes, m.Nodes[i].Type)
	}
	for i := range m.Edges {
		edgeTypes = append(edgeTypes, strings.Join(m.Edges[i].Type, " "))
	}
	switch {
	case len(m.Nodes) == 0 || len(m.Edges) == 0:
		return errors.New("names no files of edge_data and node_data; want one of each")
	case len(m.Nodes) > 1:
		return fmt.Errorf("has nodes of several types, %.200q; a graph here has nodes of one type", nodeTypes)
	case len(m.Edges) > 1:
		return fmt.Errorf("has edges of several types, %.200q; a graph here has edges of one type", edgeTypes)
	}
	nodes, edges := &m.Nodes[0], &m.Edges[0]
	if len(edges.Type) != 0 && len(edges.Type) != 3 {
		return fmt.Errorf("has etype %.100q; want three names, of the source's type, the edge's and the target's",
			edges.Type)
	}
	if len(edges.Type) == 3 && (edges.Type[0] != edges.Type[2] || nodes.Type != "" && edges.Type[0] != nodes.Type) {
		return fmt.Errorf("has edges %.100q between nodes of several types; a graph here has nodes of one type",
			edges.Type)
	}
	names := []string{nodes.File, edges.File}
	if m.Graphs != nil {
		names = append(names, m.Graphs.File)
	}
	for _, name := range names {
		switch {
		case name == "":
			return errors.New("has an entry without its file_name")
		case strings.ContainsFunc(name, unicode.IsControl):
			return fmt.Errorf("has file_name %.100q; want a name without line ends and other control characters", name)
		}
	}
	if m.Separator == "" {
		m.Separator = ","
	}
	if m.Separator == `\t` { // as pandas reads it
		m.Separator = "\t"
	}
	if separator := []rune(m.Separator); len(separator) != 1 || strings.ContainsAny(m.Separator, "\"\r\n\ufffd") {
		return fmt.Errorf("has separator %.20q; want one sign", m.Separator)
	}
	for field, name := range map[*string]string{&nodes.ID: "node_id", &edges.Source: "src_id", &edges.Target: "dst_id",
		&nodes.Graph: "graph_id", &edges.Graph: "graph_id"} {
		if *field == "" {
			*field = name
		}
	}
	return nil
}

// file is the path of a file that meta.yaml names, which stands in its folder.
func (m *meta) file(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(m.path), name)
}

package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets"
)

// widths says what the arrays of a graph are, beside them.
type widths struct {
	Nodes        int `json:"nodes"`
	NodeFeatures int `json:"node_features"`
	EdgeFeatures int `json:"edge_features"`
	Classes      int `json:"classes"`
	Tasks        int `json:"tasks"`
}

// handOver writes a graph for both sides: graph.graph for ours, and the same arrays for Python, each as its numbers one
// after the other, least byte first.
func handOver(g *datasets.Graph, folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	if err := g.Save(ourGraph(folder)); err != nil {
		return err
	}
	text, err := json.Marshal(widths{g.NumNodes, g.NodeFeatures.Cols, g.EdgeFeatures.Cols, g.NumClasses, g.Tasks.Cols})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "widths.json"), text, 0o666); err != nil {
		return err
	}
	for name, numbers := range map[string]any{
		"source": g.Source, "target": g.Target, "train": g.Train, "classes": g.Classes,
		"node_features": g.NodeFeatures.Data, "edge_features": g.EdgeFeatures.Data, "tasks": g.Tasks.Data,
	} {
		file, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if err := errors.Join(binary.Write(file, binary.LittleEndian, numbers), file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// ourGraph is the file of a folder that our side reads.
func ourGraph(folder string) string { return filepath.Join(folder, "graph.graph") }

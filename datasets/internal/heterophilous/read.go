package heterophilous

import (
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// Data is what an archive holds.
type Data struct {
	Nodes      int
	Edges      [][2]int32    // as stored
	Features   arrays.Matrix // one row per node
	Classes    []int32       // one per node, −1 for unlabelled
	NumClasses int
	Split      arrays.Split
}

// Read reads an archive with one of its splits, from 0.
func Read(a *npz.Archive, split int) (*Data, error) {
	d := &Data{}
	if err := d.readFeatures(a); err != nil {
		return nil, err
	}
	if err := d.readEdges(a); err != nil {
		return nil, err
	}
	var err error
	if d.Classes, d.NumClasses, err = a.Classes("node_labels", d.Nodes); err != nil {
		return nil, err
	}
	return d, d.readSplit(a, split)
}

func (d *Data) readFeatures(a *npz.Archive) (err error) {
	const name = "node_features"
	d.Nodes, d.Features, err = a.Matrix(name)
	if err == nil && (d.Nodes < 1 || d.Nodes > arrays.MaxNodes) {
		err = a.Errorf(name, "has %d rows; want 1 to %d nodes", d.Nodes, arrays.MaxNodes)
	}
	return err
}

func (d *Data) readEdges(a *npz.Archive) error {
	const name = "edges"
	nodes, shape, err := a.IntRows(name)
	if err != nil {
		return err
	}
	if shape[1] != 2 {
		return a.Errorf(name, "has shape %v; want two columns, the nodes of an edge", shape)
	}
	d.Edges = make([][2]int32, len(nodes)/2)
	for i, node := range nodes {
		if node < 0 || node >= d.Nodes {
			return a.Errorf(name, "has %d in row %d; nodes go from 0 to %d", node, i/2, d.Nodes-1)
		}
		d.Edges[i/2][i%2] = int32(node)
	}
	return nil
}

func (d *Data) readSplit(a *npz.Archive, row int) error {
	names := [3]string{"train_masks", "val_masks", "test_masks"}
	marks := make(arrays.Marks, d.Nodes)
	for split, name := range names {
		masks, shape, err := a.BoolRows(name)
		switch {
		case err != nil:
			return err
		case shape[1] != d.Nodes:
			return a.Errorf(name, "has shape %v; want a column for each of the %d nodes", shape, d.Nodes)
		case row < 0 || row >= shape[0]:
			return a.Errorf(name, "has %d splits, counted from 0; there is no split %d", shape[0], row)
		}
		for node, in := range masks[row*d.Nodes:][:d.Nodes] {
			if in == 0 {
				continue
			}
			if err := marks.Put(int32(node), split); err != nil {
				return a.Errorf(name, "row %d: %w", row, err)
			}
			d.Split[split] = append(d.Split[split], int32(node))
		}
	}
	return nil
}

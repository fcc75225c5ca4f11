package ogb

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// LabelKind says what the columns of the labels are.
type LabelKind int

const (
	ByColumns LabelKind = iota // one column holds classes, several are tasks
	AsClasses
	AsTasks
)

// Labels are the labels of the nodes: classes, or yes/no tasks.
type Labels struct {
	Classes    []int32 // one per node, −1 for unlabelled; nil for tasks
	NumClasses int
	Tasks      arrays.Matrix // one row per node of 0, 1 or NaN for unlabelled; no columns for classes
}

// Labels reads the labels of each node.
func (f Folder) Labels(nodes int, kind LabelKind) (l Labels, err error) {
	labels, err := f.matrix(LabelFile, nodes, true)
	if err != nil {
		return l, err
	}
	file := f.File(LabelFile)
	if kind == AsTasks || kind == ByColumns && labels.Cols > 1 {
		for i, label := range labels.Data {
			if !arrays.IsTaskLabel(label) {
				return l, fmt.Errorf("%s line %d: label %v; a task's label is 0, 1 or nan", file, i/labels.Cols+1,
					label)
			}
		}
		return Labels{Tasks: labels}, nil
	}
	if labels.Cols != 1 {
		return l, fmt.Errorf("%s has %d columns; classes are in one, so leave WithClasses out", file, labels.Cols)
	}
	l.Classes = make([]int32, nodes)
	for node, label := range labels.Data {
		class := int32(-1)
		if !arrays.IsNaN(label) {
			if label < 0 || label > arrays.MaxClass || label != float32(int32(label)) {
				return Labels{}, fmt.Errorf("%s line %d: label %v; a class is a whole number from 0 to %d, or nan",
					file, node+1, label, arrays.MaxClass)
			}
			class = int32(label)
		}
		l.Classes[node] = class
		l.NumClasses = max(l.NumClasses, int(class)+1)
	}
	if l.NumClasses == 0 {
		return Labels{}, fmt.Errorf("%s: every label is nan", file)
	}
	return l, nil
}

package npz

import "github.com/kilolayer/kilolayer/datasets/internal/arrays"

// Classes reads the class of each node from the array of that name; −1 is unlabelled.
func (a *Archive) Classes(name string, nodes int) (classes []int32, number int, err error) {
	labels, err := a.Ints(name)
	if err != nil {
		return nil, 0, err
	}
	if len(labels) != nodes {
		return nil, 0, a.Errorf(name, "has %d entries; want one for each of the %d nodes", len(labels), nodes)
	}
	classes = make([]int32, nodes)
	for node, class := range labels {
		if class < -1 || class > arrays.MaxClass {
			return nil, 0, a.Errorf(name, "has %d at entry %d; a class is from 0 to %d, and −1 is unlabelled",
				class, node, arrays.MaxClass)
		}
		classes[node] = int32(class)
		number = max(number, class+1)
	}
	if number == 0 {
		return nil, 0, a.Errorf(name, "has no class, only −1")
	}
	return classes, number, nil
}

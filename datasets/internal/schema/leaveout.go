package schema

import "fmt"

// leaveOut drops the nodes and the edges that lack a value, where the user chose that. A node takes its edges with it.
func (r *Result) leaveOut(nodes, edges *Table) error {
	if nodes.choice.Missing != LeaveOut {
		return nil
	}
	gone, dropped := nodes.lackingRows(len(r.IDs))
	goneEdges, droppedEdges := edges.lackingRows(len(r.Ends))
	if dropped+droppedEdges == 0 {
		return nil
	}
	if dropped == len(r.IDs) {
		return fmt.Errorf("%s: each of its %d nodes lacks a value; choose another way by "+
			"WithMissing", nodes.File, dropped)
	}
	var kept []int
	number := make([]int32, len(r.IDs))
	for node := range r.IDs {
		if number[node] = int32(len(kept)); !gone[node] {
			kept = append(kept, node)
		}
	}
	var keptEdges []int
	for e, ends := range r.Ends {
		if !goneEdges[e] && !gone[ends[0]] && !gone[ends[1]] {
			keptEdges = append(keptEdges, e)
		}
	}
	r.Left = [2]int{dropped, len(r.Ends) - len(keptEdges)}
	r.pickEdges(keptEdges)
	for e, ends := range r.Ends {
		r.Ends[e] = [2]int32{number[ends[0]], number[ends[1]]}
	}
	r.IDs, r.Names = pick(r.IDs, kept), pick(r.Names, kept)
	r.Classes, r.Species, r.Years, r.Times = pick(r.Classes, kept), pick(r.Species, kept), pick(r.Years, kept),
		pick(r.Times, kept)
	r.NodeFeatures, r.Tasks, r.Values = pickRows(r.NodeFeatures, kept), pickRows(r.Tasks, kept), pickRows(r.Values,
		kept)
	for split, list := range r.Split {
		r.Split[split] = nil
		for _, node := range list {
			if !gone[node] {
				r.Split[split] = append(r.Split[split], number[node])
			}
		}
	}
	return nil
}

// lackingRows marks the rows that lack the value of a column that is read, but for labels, names and splits, which may
// be missing.
func (t *Table) lackingRows(rows int) (lacking []bool, count int) {
	lacking = make([]bool, rows)
	for _, c := range t.columns {
		switch c.role {
		case FeatureRole, CategoryRole, WeightRole, TimeRole, SpeciesRole:
			for _, row := range c.missing {
				if !lacking[row] {
					lacking[row] = true
					count++
				}
			}
		}
	}
	return lacking, count
}

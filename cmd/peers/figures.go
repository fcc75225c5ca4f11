package main

// figure compares one number of a work.
type figure struct {
	Work     string  `json:"work"`
	What     string  `json:"what"` // "time" or "memory"
	Unit     string  `json:"unit"`
	Ours     float64 `json:"ours"`
	Peer     float64 `json:"peer"`
	PeerName string  `json:"peer_name"`
}

// residentSuffix marks the work of a figure of the process's resident memory; the other figures of memory are those of
// a step's own.
const residentSuffix = ", resident"

// figures lists all comparisons, each rival beside ours.
func figures(done []measured) (list []figure) {
	for _, m := range done {
		ours := m.rows[0]
		for _, r := range m.rows[1:] {
			if r.missing != "" {
				continue
			}
			list = append(list,
				figure{m.work.name, "time", "s", ours.seconds, r.seconds, r.name},
				figure{m.work.name, "memory", "B", float64(ours.first.Held), float64(r.first.Held), r.name},
				figure{m.work.name + residentSuffix, "memory", "B", float64(ours.resident), float64(r.resident),
					r.name})
		}
	}
	return list
}

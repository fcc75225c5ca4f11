package viz

import (
	"math"
	"math/rand/v2"
)

// layout places nodes by the forces of T. Fruchterman and E. Reingold, "Graph drawing by force-directed placement"
// (1991): any two nodes push each other apart by 1/d at the distance d, linked ones pull each other together by d². A
// weak pull to the middle keeps parts without links between them near. Each round looks at each pair of nodes, so
// layout is for hundreds of nodes, not for thousands.
//
// The start is drawn from a fixed seed, so that a graph gets the same picture every time. Products are converted before
// they are added: else some machines would fuse the two operations, and round otherwise.
//
// Gonum's layout.EadesR2 does not take its place. At the rate of its own example the hubs of the karate club make it
// diverge into a line; at a fifth of that rate a sampled ring of 300 nodes is still a lump after 400 rounds, which
// take six times as long as here. It also visits nodes in the order of Go's maps, so that the picture differs from
// run to run.
func layout(nodes int, links [][2]int) (x, y []float64) {
	const (
		rounds = 400
		middle = 0.4 // of the pull to the middle, for each unit of the distance
	)
	rng := rand.New(rand.NewPCG(34, 78))
	x, y = make([]float64, nodes), make([]float64, nodes)
	dx, dy := make([]float64, nodes), make([]float64, nodes)
	side := math.Sqrt(float64(nodes)) // about one unit for a node
	for i := range x {
		x[i], y[i] = side*(rng.Float64()-0.5), side*(rng.Float64()-0.5)
	}
	for round := range rounds {
		for i := range x {
			dx[i], dy[i] = -middle*x[i], -middle*y[i]
		}
		for i := range x {
			for j := range i {
				ax, ay := x[i]-x[j], y[i]-y[j]
				push := 1 / max(float64(ax*ax)+float64(ay*ay), 1e-6)
				dx[i], dy[i] = dx[i]+float64(push*ax), dy[i]+float64(push*ay)
				dx[j], dy[j] = dx[j]-float64(push*ax), dy[j]-float64(push*ay)
			}
		}
		for _, l := range links {
			i, j := l[0], l[1]
			ax, ay := x[i]-x[j], y[i]-y[j]
			pull := math.Sqrt(float64(ax*ax) + float64(ay*ay))
			dx[i], dy[i] = dx[i]-float64(pull*ax), dy[i]-float64(pull*ay)
			dx[j], dy[j] = dx[j]+float64(pull*ax), dy[j]+float64(pull*ay)
		}
		// No node moves further than this, which shrinks to nothing: the picture cools down.
		warm := 1 - float64(round)/rounds
		most := 0.25 * side * warm * warm
		for i := range x {
			if long := math.Sqrt(float64(dx[i]*dx[i]) + float64(dy[i]*dy[i])); long > most {
				dx[i], dy[i] = dx[i]*most/long, dy[i]*most/long
			}
			x[i], y[i] = x[i]+dx[i], y[i]+dy[i]
		}
	}
	return x, y
}

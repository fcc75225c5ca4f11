// Package cell is how a notebook's cell ends when something went wrong: with one line in place of a goroutine dump.
//
// Whatever returns an error goes through [Must]:
//
//	graph := cell.Must(datasets.Open("mine.graph"))
//	cell.Must(graph.Save("copy.graph"))
//
// Builders have a last call of that name themselves, which also listens to the notebook's stop button:
//
//	model := revgnn.Reversible(conv.GCN()).For(graph).Must()
//
// A program that is no cell calls Done in place of Must, gives a context to WithContext, and handles the error itself.
package cell

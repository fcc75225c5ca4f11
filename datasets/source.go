package datasets

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
)

// Source is what every builder of this package ends in. Builders that read files or download them also have
// WithContext, which ends that; their Must ends with the notebook's stop button.
type Source interface {
	// Done returns the graph, or an error that says what to change.
	Done() (*Graph, error)
	// Must is Done for notebook cells: an error is printed as one line and ends the program with exit status 1.
	Must() *Graph
}

// must is the Must of builders that take a context: an interrupt ends what done does, and the cell.
func must(ctx context.Context, done func(context.Context) (*Graph, error)) *Graph {
	ctx, stop := cell.Interruptible(background(ctx))
	defer stop()
	g, err := done(ctx)
	if err == nil && ctx.Err() != nil { // an interrupt came after done looked for one
		err = fmt.Errorf("datasets: stopped: %w", ctx.Err())
	}
	return cell.Must(g, err)
}

// background is the context that a builder was given, or one that never ends.
func background(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

// valid returns g, or what is wrong with it.
func valid(g *Graph) (*Graph, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	return g, nil
}

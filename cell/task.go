package cell

import "context"

// Task is work that takes long and is ready to start: a prediction, a check, a download. Nothing happens before Done or
// Must is called.
//
//	scores, err := revgnn.CheckGradients(model, graph).WithContext(ctx).Done() // in a program
//	viz.Show(revgnn.CheckGradients(model, graph).Must())                       // in a cell
type Task[T any] struct {
	ctx context.Context
	do  func(context.Context) (T, error)
}

// NewTask makes a task of a function. The function ends early, with an error that wraps [context.Canceled], when its
// context is cancelled.
func NewTask[T any](do func(ctx context.Context) (T, error)) Task[T] {
	return Task[T]{ctx: context.Background(), do: do}
}

// WithContext makes the task end early when a context is cancelled.
func (t Task[T]) WithContext(ctx context.Context) Task[T] {
	t.ctx = ctx
	return t
}

// Done does the work. With a context that is cancelled already it does none.
func (t Task[T]) Done() (T, error) {
	if err := t.ctx.Err(); err != nil {
		var none T
		return none, err
	}
	return t.do(t.ctx)
}

// Must is Done for cells: an error ends the program with one line, and the notebook's stop button ends the work.
func (t Task[T]) Must() T {
	ctx, stop := Interruptible(t.ctx)
	defer stop()
	return Must(t.WithContext(ctx).Done())
}

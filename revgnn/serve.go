package revgnn

import (
	"context"
	"errors"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
)

// Predictor gives a model's logits for many requests, by a program that is compiled once. Start it with NewPredictor.
//
// It is safe for concurrent use: requests are computed one after the other. It holds a copy of the parameters as they
// were, so that the model may be trained meanwhile.
type Predictor struct {
	model    *Model        // of the copy
	turn     chan struct{} // holds one value while none is computing
	closed   bool
	compiled *predictor
}

// NewPredictor compiles a model for graphs of the size of g, and of its features.
func NewPredictor(ctx context.Context, m *Model, g *datasets.Graph) (*Predictor, error) {
	if m == nil {
		return nil, errors.New("revgnn: no model; give one to predict with")
	}
	store, err := net.Copy(m.values())
	if err != nil {
		return nil, fault.OneLine(err)
	}
	own := m.parameters
	own.lock.Lock()
	kept := &lazyStore{spec: own.spec, store: store, scale: own.scale, schema: own.schema, trained: own.trained}
	own.lock.Unlock()
	p := &Predictor{model: &Model{spec: m.spec, size: m.size, parameters: kept}, turn: make(chan struct{}, 1)}
	p.turn <- struct{}{}
	if _, err := p.Logits(ctx, g); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Logits computes the logits of all nodes of a graph, [N, outputs], as Model.Predict does. A graph with as many nodes
// and edges as one before needs no compiling. A request that waits for others, or that has several parts to compute,
// ends early when its context is cancelled.
func (p *Predictor) Logits(ctx context.Context, g *datasets.Graph) (datasets.Matrix, error) {
	select {
	case <-p.turn:
	case <-ctx.Done():
		return datasets.Matrix{}, ctx.Err()
	}
	defer func() { p.turn <- struct{}{} }()
	if p.closed {
		return datasets.Matrix{}, errors.New("revgnn: the predictor is closed; make another by NewPredictor")
	}
	if err := ctx.Err(); err != nil {
		return datasets.Matrix{}, err
	}
	d, partition, err := p.model.predicted(g)
	if err != nil {
		return datasets.Matrix{}, err
	}
	partition, device, err := p.model.fitting(partition)
	if err != nil {
		return datasets.Matrix{}, err
	}
	if p.compiled == nil {
		m := p.model
		if p.compiled, err = newPredictor(m.spec, d, m.values(), partition, (*net.Pass).Logits); err != nil {
			return datasets.Matrix{}, err
		}
		p.compiled.scale = p.model.scale()
	}
	p.compiled.take(d, partition)
	rows, _, err := p.compiled.compute(ctx)
	return rows, p.model.ranOut(err, device, partition, bySubgraph)
}

// take lets the next call compute for other data.
func (p *predictor) take(d *net.Data, partition *datasets.Partition) {
	p.data, p.partition = d, partition
}

// Close waits for the request that is being computed and frees the program and the parameters. Closing again does
// nothing.
func (p *Predictor) Close() {
	<-p.turn
	defer func() { p.turn <- struct{}{} }()
	if p.closed {
		return
	}
	p.closed = true
	if p.compiled != nil {
		p.compiled.close()
	}
	p.model.values().Finalize()
}

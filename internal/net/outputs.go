package net

import "github.com/gomlx/gomlx/core/graph"

// Logits builds the network: [N, outputs].
func (p *Pass) Logits() *graph.Node { return p.reusing().once() }

// Embedding builds the network up to what its head maps to logits: [N, C].
func (p *Pass) Embedding() *graph.Node { return p.reusing().state() }

// LabelInputs builds the labels as the network reads them, [N, outputs]: those that are given and, where predictions
// are reused, the predictions in the place of the others. Only a network with label input has them.
func (p *Pass) LabelInputs() *graph.Node { return p.reusing().in.labels }

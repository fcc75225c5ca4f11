package npzgraph

import (
	"context"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a graph from an archive (.npz) or an array (.npy).
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	file, err := files.OpenWhole(ctx, open, path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	archive, err := npz.New(path, file, file.Size)
	if err != nil {
		return nil, err
	}
	g := &graph{archive: archive, used: map[string]bool{}, choice: choice}
	g.choice.Decimal = '.' // numbers become text on the way, and so their commas have no say
	return g.read()
}

func (g *graph) read() (*schema.Result, error) {
	if err := g.readEdges(); err != nil {
		return nil, err
	}
	blocks, err := g.readColumns()
	if err != nil {
		return nil, err
	}
	if err := g.checkSize(); err != nil {
		return nil, err
	}
	var parts []schema.Parts
	for _, b := range blocks {
		p := b.Parts
		if b.values == nil {
			p.Note = "" // it is told when the array is handed over
		}
		parts = append(parts, p)
	}
	g.choice.Spread(parts)
	g.reading = schema.New(g.archive.Path(), "array", g.choice)
	if err := g.write(blocks); err != nil {
		return nil, err
	}
	result, err := g.reading.Done()
	if err != nil {
		return nil, err
	}
	result.Together(parts)
	return result, nil
}

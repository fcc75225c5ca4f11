package datasets

import (
	"bytes"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// FuzzArchive reads any file, in both layouts.
func FuzzArchive(f *testing.F) {
	f.Add(madeup.Archive(madeup.Benchmark()))
	f.Add(madeup.Archive(madeup.Heterophilous()))
	f.Fuzz(func(t *testing.T, content []byte) {
		fuzzArchive(t, content, FromNPZ("").WithSplit(1, 1).graph)
		fuzzArchive(t, content, FromHeterophilous("").graph)
	})
}

// fuzzArchive reads an archive, which must give a valid graph or one clear line.
func fuzzArchive(t *testing.T, content []byte, layout func(*npz.Archive) (*Graph, error)) {
	a, err := npz.New("fuzz.npz", bytes.NewReader(content), int64(len(content)))
	var g *Graph
	if err == nil {
		g, err = layout(a)
	}
	switch {
	case err == nil && g.Validate() != nil:
		t.Errorf("an invalid graph: %v", g.Validate())
	case err != nil && (!strings.HasPrefix(err.Error(), "fuzz.npz") || strings.Contains(err.Error(), "\n")):
		t.Errorf("not one clear line: %q", err)
	}
}

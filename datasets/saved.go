package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/edsrzf/mmap-go"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/internal/atomicfile"
)

// Saved is the builder of a graph from a file that [Graph.Save] wrote.
type Saved struct{ path string }

// Open reads a file that [Graph.Save] wrote.
//
// The file is mapped into memory, not copied, so a second process that opens it needs no memory of its own. Changing
// the graph does not change the file. While the graph is in use the file may be replaced or removed (Windows refuses
// that), but not written into. The mapping stays until the program ends.
func Open(path string) *Saved { return &Saved{path} }

// Done opens the file. Checksums and the whole graph are checked, as by [Graph.Validate].
func (b *Saved) Done() (*Graph, error) {
	g, _, err := openSaved(b.path)
	return g, err
}

// Must is Done for notebook cells; see [Source].
func (b *Saved) Must() *Graph { return cell.Must(b.Done()) }

// Save writes the graph to a file, in Kilolayer's own binary format, for [Open]. By custom its name ends in .graph.
//
// The file appears as a whole or not at all, also when the program is killed; one that was there is replaced. An
// invalid graph is an error.
func (g *Graph) Save(path string) error { return g.save(path, "") }

// save writes the graph with a stamp that says what it was made from.
func (g *Graph) save(path, stamp string) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if err := atomicfile.Write(path, func(w io.Writer) error { return g.encode(w, stamp) }); err != nil {
		return fmt.Errorf("datasets: graph %q can't be saved as %s: %w", g.Name, path, err)
	}
	return nil
}

// openSaved returns the graph and its stamp.
func openSaved(path string) (g *Graph, stamp string, err error) {
	content, err := mapped(path)
	if err != nil {
		return nil, "", fmt.Errorf("datasets: %s can't be opened: %w", path, files.Cause(err))
	}
	if g, stamp, err = decode(content); err != nil {
		if !isSaved(path, content) {
			err = fmt.Errorf("%w; %s", err, readInstead(path, content))
		}
		_ = content.Unmap()
		return nil, "", fmt.Errorf("datasets: %s %w", path, err)
	}
	return g, stamp, nil
}

func isSaved(_ string, start []byte) bool { return strings.HasPrefix(string(start), formatMagic) }

// readInstead says what reads a file that is no saved graph.
func readInstead(path string, content []byte) string {
	if archive, err := npz.New(path, bytes.NewReader(content), int64(len(content))); err == nil {
		if by := readerOf(archive.Names()); by != "Read" {
			return fmt.Sprintf("it has the layout of datasets.%s: read it by that, or by datasets.Read", by)
		}
	}
	return "datasets.Read reads the formats of others"
}

// mapped maps a file privately: what is written to the memory does not reach the file.
func mapped(path string) (mmap.MMap, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	if info.Size() == 0 { // can't be mapped
		return nil, nil
	}
	return mmap.Map(file, mmap.COPY, 0)
}

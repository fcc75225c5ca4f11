package viz

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// SavePNG writes the static picture to a file.
func (f *Figure) SavePNG(path string) error {
	picture, err := f.PNG()
	return save(path, picture, err)
}

// SaveSVG writes the static picture to a file, as vectors.
func (f *Figure) SaveSVG(path string) error {
	picture, err := f.SVG()
	return save(path, picture, err)
}

// SaveHTML writes one page that needs no other file: the interactive chart, its library, and the static picture.
func (f *Figure) SaveHTML(path string) error {
	page, err := chart.Page(f.chart())
	return save(path, page, err)
}

func save(path string, content []byte, err error) error {
	if err != nil {
		return err
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("viz: folder of %s: %w", path, err)
		}
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("viz: %w", err)
	}
	return nil
}

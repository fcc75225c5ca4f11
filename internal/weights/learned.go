package weights

import (
	"encoding/json"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
)

// Learned is what a network was trained on, as far as its predictions need it.
type Learned struct {
	Scale  *net.Scale       // of the real numbers that it predicts; nil without
	Schema *datasets.Schema // nil where it is not known
}

// write puts it into a file's metadata.
func (l Learned) write(metadata map[string]string) error {
	put := func(key, what string, value any) error {
		text, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("revgnn: %s cannot be written down: %w", what, err)
		}
		metadata[key] = string(text)
		return nil
	}
	if l.Scale != nil {
		if err := put(metadataScale, "the scale of the real numbers", l.Scale); err != nil {
			return err
		}
	}
	if l.Schema != nil {
		return put(metadataSchema, "the schema of the graph", l.Schema)
	}
	return nil
}

package revgnn

import (
	"fmt"
	"hash/fnv"
	"path/filepath"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// fingerprint names the parameters of a network in a store by their values.
func fingerprint(spec *net.Spec, store *model.Store) (string, error) {
	h := fnv.New64a()
	for _, v := range spec.Variables() {
		value, err := net.Parameter(store, v.Name).Value()
		if err == nil {
			err = value.ConstBytes(func(data []byte) { h.Write(data) })
		}
		if err != nil {
			return "", fault.OneLine(err)
		}
	}
	return fmt.Sprintf("%016x", h.Sum64()), nil
}

// identity tells a run from others, also from one that was in its directory before.
func identity(r *run.Run) string {
	directory, err := filepath.Abs(r.Dir())
	if err != nil {
		directory = r.Dir()
	}
	return fmt.Sprint(directory, " ", r.Info().Created.UnixNano())
}

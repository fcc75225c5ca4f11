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

// ownStart refuses to go on with a run that would silently replace the model's parameters by others: they are neither
// those that the run started from, nor those of its last checkpoint, which the training's store holds by now, nor any
// others that this process took from the run.
func (t *training) ownStart() error {
	kept := t.record.Info().Start
	if kept == "" || kept == t.about.Start || t.extend || t.model.parameters.from(identity(t.record)) {
		return nil
	}
	last, err := fingerprint(t.model.spec, t.store)
	if err != nil || last == t.about.Start && t.checkpoints.step > 0 {
		return err
	}
	return fmt.Errorf("revgnn: the run in %s did not start from the parameters that the model has now, and would go "+
		"on with its own; use WithRestart() to train the model's, WithExtension() to take the run's, or another "+
		"directory", t.record.Dir())
}

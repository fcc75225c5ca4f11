package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
)

// Fingerprint is the SHA-256 of the graph's content, in hexadecimal. It is the same on every machine.
//
// Everything counts but names, the graph's and the nodes' ids: edges and their order, features, labels, splits,
// species, years, weights, values and times. Names of features and classes are names too.
func (g *Graph) Fingerprint() string {
	f := fingerprint{sum: sha256.New()}
	f.number(g.NumNodes)
	f.ids(g.Source)
	f.ids(g.Target)
	f.matrix(g.NodeFeatures)
	f.matrix(g.EdgeFeatures)
	f.ids(g.Classes)
	f.number(g.NumClasses)
	f.matrix(g.Tasks)
	f.ids(g.Train)
	f.ids(g.Valid)
	f.ids(g.Test)
	f.ids(g.Species)
	if g.Years != nil { // left out otherwise, as in files from before there were years
		f.ids(g.Years)
	}
	for _, of := range []struct {
		kind    int // so that no array reads as another
		floats  Matrix
		numbers []int64
	}{
		{kind: 1, floats: Matrix{Data: g.EdgeWeights, Cols: 1}}, {kind: 2, floats: g.Values}, {kind: 3,
			numbers: g.Times},
		{kind: 4, numbers: g.EdgeTimes},
	} {
		if len(of.floats.Data) > 0 || len(of.numbers) > 0 { // left out otherwise, as in older files
			f.number(of.kind)
			f.matrix(of.floats)
			for _, number := range of.numbers {
				f.number(int(number))
			}
		}
	}
	f.flush()
	return hex.EncodeToString(f.sum.Sum(nil))
}

// fingerprint feeds a hash with little-endian words. Each array comes after its length, so that no two graphs read
// alike.
type fingerprint struct {
	sum    hash.Hash
	buffer []byte
}

func (f *fingerprint) number(n int) {
	f.buffer = binary.LittleEndian.AppendUint64(f.buffer, uint64(n))
}

func (f *fingerprint) word(w uint32) {
	f.buffer = binary.LittleEndian.AppendUint32(f.buffer, w)
	if len(f.buffer) >= 1<<16 {
		f.flush()
	}
}

func (f *fingerprint) flush() {
	f.sum.Write(f.buffer)
	f.buffer = f.buffer[:0]
}

func (f *fingerprint) ids(ids []int32) {
	f.number(len(ids))
	for _, id := range ids {
		f.word(uint32(id))
	}
}

func (f *fingerprint) matrix(m Matrix) {
	f.number(m.Cols)
	f.number(len(m.Data))
	for _, value := range m.Data {
		if isNaN(value) { // NaN has many bit patterns, and which one comes out depends on the machine
			f.word(0x7fc00000)
			continue
		}
		f.word(math.Float32bits(value))
	}
}

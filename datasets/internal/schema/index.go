package schema

import (
	"hash/maphash"
	"strings"
)

// index finds names in a list by their hashes. It does what a map from strings to places in the list would, in two
// thirds of the time for a file of millions of edges: what it looks at lies close together in memory.
type index struct {
	seed  maphash.Seed
	slots []slot          // a power of two of them, at most two thirds in use
	used  int             // slots in use
	text  strings.Builder // the block that holds the names added last
}

// slot is a name's hash, and 1 + its place in the list; 0 is a free slot.
type slot struct{ hash, next uint32 }

func newIndex() index { return index{seed: maphash.MakeSeed(), slots: make([]slot, 64)} }

// place is a name's place in the list of names. A new one has the place after the last, where the caller has to put it.
func (x *index) place(name string, names []string) (place int32, isNew bool) {
	hash := uint32(maphash.String(x.seed, name))
	at := x.find(hash, name, names)
	if next := x.slots[at].next; next != 0 {
		return int32(next - 1), false
	}
	x.slots[at] = slot{hash, uint32(len(names) + 1)}
	if x.used++; 3*x.used > 2*len(x.slots) {
		old := x.slots
		x.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.next == 0 {
				continue
			}
			to := s.hash & uint32(len(x.slots)-1)
			for x.slots[to].next != 0 {
				to = (to + 1) & uint32(len(x.slots)-1)
			}
			x.slots[to] = s
		}
	}
	return int32(len(names)), true
}

// find is the slot of a name, or the free one where it belongs.
func (x *index) find(hash uint32, name string, names []string) uint32 {
	last := uint32(len(x.slots) - 1)
	for at := hash & last; ; at = (at + 1) & last {
		if s := x.slots[at]; s.next == 0 || s.hash == hash && names[s.next-1] == name {
			return at
		}
	}
}

// keep copies a name into a block beside others. The part of a file that it is from is then not held on to.
func (x *index) keep(name string) string {
	const block = 1 << 16
	if x.text.Cap()-x.text.Len() < len(name) {
		x.text = strings.Builder{}
		x.text.Grow(max(block, len(name)))
	}
	x.text.WriteString(name)
	text := x.text.String()
	return text[len(text)-len(name):]
}

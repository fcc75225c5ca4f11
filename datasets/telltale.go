package datasets

import (
	"math"
	"slices"
)

const (
	// sampled is how many nodes a feature must tell the target of before all are looked at.
	sampled = 1024
	// accident is the chance that random features tell as much, all of them together, from which it is none.
	accident = 1e-6
	// pardoned is the share of the nodes outside of the largest class whose class a tell-tale feature may miss.
	pardoned = 0.01
	// sameLine is how far two columns of numbers correlate that are one but for scale and offset.
	sameLine = 0.9999
)

// told is what a feature tells.
type told struct {
	class int // whose nodes it tells from all others; −1 where it tells all classes
	nodes int // whose target it tells
}

// classTeller decides whether a feature tells the classes of nodes.
type classTeller struct {
	classes []int32   // of the nodes, each at least 0
	counts  []int     // of each class
	shares  []float64 // of each class
	log     float64   // the logarithm of the chance that is no accident, for one feature
	pardon  int       // nodes that may be told wrongly

	keys  []uint64 // scratch: value and class of each node
	tally []int    // scratch: nodes of each class
}

func newClassTeller(classes []int32, numClasses, features int) *classTeller {
	t := &classTeller{classes: classes, counts: make([]int, numClasses), shares: make([]float64, numClasses),
		log: math.Log(accident / float64(max(1, features))), keys: make([]uint64, len(classes)),
		tally: make([]int, numClasses)}
	for _, class := range classes {
		t.counts[class]++
	}
	for class, n := range t.counts {
		t.shares[class] = float64(n) / float64(max(1, len(classes)))
	}
	t.pardon = int(pardoned * float64(len(classes)-slices.Max(t.counts)))
	return t
}

// tells decides for one feature's values of the nodes.
func (t *classTeller) tells(values []float32) (told, bool) {
	for i, x := range values {
		t.keys[i] = uint64(ordered(x))<<32 | uint64(uint32(t.classes[i]))
	}
	slices.Sort(t.keys)
	if t.keys[0]>>32 == t.keys[len(t.keys)-1]>>32 {
		return told{}, false
	}
	if found, ok := t.byValue(); ok {
		return found, true
	}
	return t.byThreshold()
}

// byValue decides whether the values that occur several times have one class each. Nodes with another value are few.
func (t *classTeller) byValue() (told, bool) {
	n := len(t.keys)
	var runs []int // how often each of the values occurs
	wrong, alone := 0, 0
	for from := 0; from < n; {
		to, most := t.run(from)
		if to-from == 1 {
			alone++
		} else {
			runs = append(runs, to-from)
		}
		wrong += to - from - most
		if wrong > t.pardon || 10*alone > n {
			return told{}, false
		}
		from = to
	}
	chance := 0.0
	for _, size := range runs {
		sum := 0.0
		for _, share := range t.shares {
			sum += math.Pow(share, float64(size))
		}
		chance += math.Log(sum)
	}
	return told{-1, n - alone - wrong}, chance < t.log
}

// run is where the nodes with the value at a place end, and how many of them have the class that most have.
func (t *classTeller) run(from int) (to, most int) {
	clear(t.tally)
	for to = from; to < len(t.keys) && t.keys[to]>>32 == t.keys[from]>>32; to++ {
		class := uint32(t.keys[to])
		t.tally[class]++
		most = max(most, t.tally[class])
	}
	return to, most
}

// byThreshold decides whether all nodes of the class with the smallest values, or with the largest, lie on one side of
// a threshold, and all others on the other.
func (t *classTeller) byThreshold() (told, bool) {
	n := len(t.keys)
	const few = 5 // of which one may be told wrongly
	for _, class := range []int{t.mostCommon(t.keys[:min(few, n)]), t.mostCommon(t.keys[max(0, n-few):])} {
		size := t.counts[class]
		pardon := min(t.pardon, int(pardoned*float64(min(size, n-size))))
		chance := logFactorial(size) + logFactorial(n-size) - logFactorial(n) + math.Log(2*float64(n))
		if chance >= t.log {
			continue
		}
		for _, below := range []bool{true, false} { // whether the class is to lie below
			cut := n - size
			if below {
				cut = size
			}
			for _, cut := range t.edges(cut) {
				wrong := 0
				for i := 0; i < n && wrong <= pardon; i++ {
					if is := int(uint32(t.keys[i])) == class; is != ((i < cut) == below) {
						wrong++
					}
				}
				if wrong <= pardon && 0 < cut && cut < n {
					return told{class, n - wrong}, true
				}
			}
		}
	}
	return told{}, false
}

// mostCommon is the class that most of some nodes have.
func (t *classTeller) mostCommon(keys []uint64) int {
	clear(t.tally)
	best := uint32(keys[0])
	for _, key := range keys {
		class := uint32(key)
		if t.tally[class]++; t.tally[class] > t.tally[best] {
			best = class
		}
	}
	return int(best)
}

// edges are the places next to a cut where equal values lie on one side.
func (t *classTeller) edges(cut int) [2]int {
	same := func(a, b int) bool { return t.keys[a]>>32 == t.keys[b]>>32 }
	from, to := cut, cut
	for from > 0 && from < len(t.keys) && same(from-1, from) {
		from--
	}
	for to > 0 && to < len(t.keys) && same(to-1, to) {
		to++
	}
	return [2]int{from, to}
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}

// ordered maps a number to another that is ordered as the numbers are.
func ordered(x float32) uint32 {
	b := math.Float32bits(x + 0) // −0 becomes 0
	if b>>31 == 1 {
		return ^b
	}
	return b | 1<<31
}

// tellsTask decides whether two values of a feature stand for yes and no in a task, for all nodes.
func tellsTask(values, labels []float32, features int) bool {
	yes := 0
	for i, x := range values {
		if (x == values[0]) != (labels[i] == labels[0]) {
			return false
		}
		if labels[i] == 1 {
			yes++
		}
	}
	first, other := values[0], values[0] // which has but two values
	for _, x := range values {
		if x == first {
			continue
		}
		if other != first && x != other {
			return false
		}
		other = x
	}
	n := len(values)
	return logFactorial(yes)+logFactorial(n-yes)-logFactorial(n) < math.Log(accident/float64(features))
}

// tellsValue decides whether a feature is a real number to predict, but for scale and offset.
func tellsValue(values, targets []float32) bool {
	const least = 10 // of fewer nodes a line may be an accident
	n := float64(len(values))
	var x, y, xx, yy, xy float64
	for i, v := range values {
		x, y = x+float64(v), y+float64(targets[i])
	}
	x, y = x/n, y/n
	for i, v := range values {
		a, b := float64(v)-x, float64(targets[i])-y
		xx, yy, xy = xx+a*a, yy+b*b, xy+a*b
	}
	return len(values) >= least && xx > 0 && yy > 0 && math.Abs(xy) > sameLine*math.Sqrt(xx*yy)
}

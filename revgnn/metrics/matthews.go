package metrics

import "math"

// MCC returns Matthews' correlation coefficient of the classes and the predicted ones: 1 where all is right, 0 for
// guesses that know nothing, −1 where all is wrong. Of two classes, and of a yes/no task, it is
//
//	(TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))
//
// and of more classes its generalization (Gorodkin 2004), with N nodes, C of them right, and of each class t nodes and
// p nodes taken for it:
//
//	(C·N − Σ p·t) / √((N² − Σ p²)(N² − Σ t²))
//
// It equals scikit-learn's matthews_corrcoef: 0 where the root is 0, as where all nodes are taken for one class. Of
// several tasks it is the mean over those that have labels. The errors are those of Count.
func MCC(s Split) (float64, error) { return matthews{}.Score(s) }

// matthews is ByMCC.
type matthews struct{}

func (matthews) String() string { return "mcc" }

func (matthews) Score(s Split) (float64, error) {
	counts, err := Count(s)
	if err != nil {
		return 0, err
	}
	if len(s.Tasks) == 0 {
		return correlation(counts...), nil
	}
	return overTasks(counts, func(yes Counts) float64 {
		no := Counts{yes.TrueNegatives, yes.FalseNegatives, yes.FalsePositives, yes.TruePositives}
		return correlation(yes, no)
	}), nil
}

// correlation is the coefficient of all the classes that nodes have. The sums are exact up to 94 million nodes.
func correlation(classes ...Counts) float64 {
	var right, taken, taken2, true2, n float64
	for _, c := range classes {
		p, t := float64(c.TruePositives+c.FalsePositives), float64(c.TruePositives+c.FalseNegatives)
		right += float64(c.TruePositives)
		n += t
		taken += p * t
		taken2 += p * p
		true2 += t * t
	}
	root := math.Sqrt(n*n-taken2) * math.Sqrt(n*n-true2)
	if root == 0 {
		return 0
	}
	return (right*n - taken) / root
}

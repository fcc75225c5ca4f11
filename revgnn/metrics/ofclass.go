package metrics

import "fmt"

// byClass is a metric that has a value for each class, against all others.
type byClass interface {
	Metric
	// ofClass judges a class that the split has. Its nodes have classes.
	ofClass(s Split, class int) (float64, error)
}

// OfClass is a metric of one class against all others, however many there are, in the place of the second of two: of
// ByF1, ByPrecision, ByRecall, ByROCAUC and ByAveragePrecision. The class is counted from 0, and its name stands in the
// metric's, as in "f1 of fraud". It is an error for any other metric, which judges all classes or knows its class.
func OfClass(m Metric, class int, name string) (Metric, error) {
	of, ok := m.(byClass)
	if r, is := m.(rate); is && r.over != Binary {
		ok = false
	}
	if !ok {
		return nil, fmt.Errorf("metrics: the metric %q of the class %q; it is one of all classes: use %q, %q, %q, %q "+
			"or %q", m, name, ByF1, ByPrecision, ByRecall, ByROCAUC, ByAveragePrecision)
	}
	return oneClass{of, class, name}, nil
}

// oneClass is a metric of one class.
type oneClass struct {
	of    byClass
	class int
	name  string
}

func (o oneClass) String() string { return fmt.Sprintf("%s of %s", o.of, o.name) }

func (o oneClass) Score(s Split) (float64, error) {
	if o.class < 0 || o.class >= s.Columns {
		return 0, fmt.Errorf("metrics: class %d, %q, of logits for %d classes", o.class, o.name, s.Columns)
	}
	return o.of.ofClass(s, o.class)
}

func (r rate) ofClass(s Split, class int) (float64, error) {
	counts, err := countClasses(s)
	if err != nil {
		return 0, err
	}
	return r.of.ofCounts(counts[class]), nil
}

func (r ranking) ofClass(s Split, class int) (float64, error) {
	labels, scores, err := s.oneAgainstRest(class, class+1)
	if err != nil {
		return 0, err
	}
	return overCurves(labels, scores, 1, r.area())
}

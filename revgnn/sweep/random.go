package sweep

import (
	"fmt"
	"math/rand/v2"
)

// random is how many settings are drawn, and from what seed.
type random struct {
	n    int
	seed uint64
}

// settings draws different settings: a value of each option, equally likely among those listed, and from a range where
// that is drawn. settle makes a setting of what was drawn. More settings begin with the same ones.
func (r random) settings(list []option, settle func(Setting) Setting) ([]Setting, error) {
	const patience = 1000 // draws for each setting
	from := rand.New(rand.NewPCG(r.seed, 0))
	var settings []Setting
	seen := map[string]bool{}
	for range patience * r.n {
		var s Setting
		for _, o := range list {
			k := from.IntN(len(o.values))
			value, text := o.values[k], o.texts[k]
			if numbers, is := value.(Range); is {
				value = numbers.draw(from)
				text = fmt.Sprint(value)
			}
			s = s.with(o.name, value, text)
		}
		s = settle(s)
		if name := s.String(); !seen[name] {
			seen[name] = true
			settings = append(settings, s)
		}
		if len(settings) == r.n {
			return settings, nil
		}
	}
	return nil, fmt.Errorf("sweep: %d random settings, of which only %d differ; use WithRandom(%d, %d) or more values",
		r.n, len(settings), len(settings), r.seed)
}

package viz

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// measured is a made-up run with a memory profile.
type measured struct {
	recorded
	memory run.Memory
}

func (m measured) Profile() run.Memory { return m.memory }

// seeds are made-up runs of one setting.
func seeds(name string, depth, steps, n int) (list []run.Recorded) {
	for i := range n {
		r := madeUp(fmt.Sprintf("%s, seed %d", name, i), steps, uint64(100*depth+i))
		r.info.Data.Name, r.info.Training.Seed = "karate", uint64(i)
		r.info.Model = madeNetwork(options.Reversible, depth, 2).on("karate", 34, 2).Model
		r.info.Model.Options.Seed = uint64(i)
		list = append(list, r)
	}
	return list
}

// ablation are made-up runs: settings of growing depth, each with some seeds.
func ablation(settings, seedsOfEach int) (list []run.Compared) {
	rng := rand.New(rand.NewPCG(5, uint64(settings)))
	for i := range settings {
		depth := 2 + 3*i
		family := []options.Family{options.Reversible, options.Residual, options.Equilibrium}[i%3]
		network := options.NewNetwork(family)
		network.Operator, network.Channels = operator("GEN(max)"), 80
		if family == options.Equilibrium { // which have no depth, and are told apart by their solvers
			network.Solver.Iterations = depth
		} else {
			network.Depth = depth
		}
		for seed := range seedsOfEach {
			valid := 0.85 - 0.5/float64(depth) + 0.02*rng.NormFloat64() - 0.05*float64(i%3)
			test := valid - 0.01
			network.Seed = uint64(seed)
			m := measured{recorded: recorded{label: fmt.Sprintf("%s-%d-%d", family, depth, seed), info: run.Info{
				Model: run.Model{Options: network,
					Parts: []run.Part{{Kind: run.Layers, Parameters: int64(20000 * depth)}}},
				Data: run.Data{Name: "karate"}, Metric: "accuracy"}}, memory: reversible(depth)}
			m.memory.Activations += int64(i%3) * int64(depth) * 4e6
			m.history = []run.Record{{Kind: run.Evaluation, Step: 9,
				Elapsed: time.Duration(depth*(1+i%3)) * 7 * time.Second, Valid: &valid, Test: &test}}
			list = append(list, m)
		}
	}
	return list
}

// tenSettings are more settings than one panel tells apart.
func tenSettings() (list []run.Recorded) {
	for i := range 10 {
		list = append(list, seeds(fmt.Sprintf("%d layers", 7+4*i), 7+4*i, 200+10*i, 3)...)
	}
	return list
}

// longNames are runs whose names differ in their middle alone, or at their end.
func longNames() (list []run.Compared) {
	for i, m := range ablation(6, 1) {
		one := m.(measured)
		one.label = fmt.Sprintf("weight-tied reversible network, %d layers, of 16 channels and 2 groups", 2+i)
		if i > 3 {
			one.label = fmt.Sprintf("equilibrium, backward solver Anderson, tolerance 1e-%d", i)
		}
		list = append(list, one)
	}
	return list
}

// solved is a made-up run of an equilibrium network; every nth backward search fails.
func solved(steps, failsEach int) recorded {
	r := madeUp("equilibrium", steps, 9)
	r.info.Model = madeNetwork(options.Equilibrium, 0, 1).with(func(o *options.Network, _ *run.Widths) {
		o.Operator, o.Channels = operator("GCN"), 64
	}).Model // with tolerances of 1e-6 and 1e-5
	for i := range r.history {
		if r.history[i].Kind != run.Step {
			continue
		}
		search := func(rate, tolerance float64, fails bool) *run.Solve {
			s := &run.Solve{Status: "converged"}
			residual := 1.0
			for residual > tolerance && s.Evaluations < 60 {
				residual *= rate
				if fails {
					residual = math.Max(residual, 1e-3*(1+0.3*math.Sin(float64(s.Evaluations))))
				}
				s.Evaluations++
				s.Trace = append(s.Trace, residual)
			}
			s.Residual = residual
			if residual > tolerance {
				s.Status = "cap reached"
			}
			if step := r.history[i].Step; step != 1 && step%(steps/3) != 0 {
				s.Trace = nil
			}
			return s
		}
		grow := 0.2 * float64(i) / float64(len(r.history))
		r.history[i].Forward = search(0.45+grow, 1e-6, false)
		r.history[i].Backward = search(0.5+grow, 1e-5, failsEach > 0 && r.history[i].Step%failsEach == 0)
	}
	return r
}

// inverse is a made-up check of so many layers.
func inverse(depth int, bound float64) run.Inverse {
	c := run.Inverse{Network: fmt.Sprintf("reversible GEN(max), %d layers × 80 channels", depth), Bound: bound}
	for i := range depth {
		back := float64(depth - i)
		c.Errors = append(c.Errors, 2e-7*math.Sqrt(back)*(1.2+math.Sin(back/9)))
		c.Exact = append(c.Exact, 3e-16*math.Sqrt(back)*(1.2+math.Cos(back/7)))
	}
	return c
}

// remembered is a run whose process grows, with a memory profile.
func remembered(label string, steps int, seed uint64) measured {
	m := measured{recorded: madeUp(label, steps, seed), memory: reversible(112)}
	for i := range m.history {
		at := float64(i) / float64(len(m.history))
		m.history[i].LiveBytes = int64(3e8 + 1.2e8*(1-math.Exp(-20*at)) + 5e6*math.Sin(float64(i)/40) +
			1e7*float64(seed))
		m.history[i].Elapsed *= 40
	}
	return m
}

// normed is a made-up run with norms at so many steps; the gradient falls by so many powers of ten from the last layer
// to the first.
func normed(label string, depth, records int, falls float64) recorded {
	r := madeUp(label, 20*records, 1)
	r.info.Model.Options.Depth = depth
	rng := rand.New(rand.NewPCG(uint64(depth), 7))
	n := 0
	for i := range r.history {
		if r.history[i].Kind != run.Step || n*20 > r.history[i].Step-1 {
			continue
		}
		at := float64(n) / float64(records)
		norms := &run.Norms{}
		for layer := range depth {
			deep := float64(layer+1) / float64(depth)
			norms.Gradient = append(norms.Gradient,
				0.3*math.Pow(10, -falls*(1-deep)*(0.5+at))*math.Exp(0.2*rng.NormFloat64()-at))
			norms.Activation = append(norms.Activation, 1+20*deep*(0.5+at)+0.2*rng.Float64())
		}
		r.history[i].Norms = norms
		n++
	}
	return r
}

// tiedNorms is a made-up run of a weight-tied network with a first layer of its own.
func tiedNorms() recorded {
	r := normed("tied", 56, 30, 1)
	r.info.Model.Options.Tied = true
	for i := range r.history {
		if n := r.history[i].Norms; n != nil {
			n.Gradient = n.Gradient[:2]
		}
	}
	return r
}

// brokenNorms is a made-up run that ends with a gradient which is not finite, measured alone.
func brokenNorms() recorded {
	r := normed("broken", 28, 6, 0.5)
	gradient := make([]float64, 28)
	for layer := range gradient {
		gradient[layer] = 1e7 * float64(layer)
		if layer < 17 {
			gradient[layer] = math.NaN()
		}
	}
	last := &r.history[len(r.history)-1]
	last.Kind, last.Norms = run.Step, &run.Norms{Gradient: gradient}
	return r
}

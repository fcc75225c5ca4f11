package run

import (
	"fmt"
	"path/filepath"
	"slices"
)

// Differs tells whether the directory of run number i of List holds a run of other options than asked for.
func (s *Sweep) Differs(i int, asked Info) bool { return s.runs[i] != nil && s.runs[i].Differs(asked) }

// Extends tells whether run number i of List is what is asked for but for its epochs, of which more are asked for.
func (s *Sweep) Extends(i int, asked Info) bool {
	r := s.runs[i]
	return r != nil && asked.Training.Epochs > r.info.Training.Epochs && differences(r.info, asked, "epochs") == ""
}

// Place sees to it that run number i of List is one that can be gone on with as it is asked for. Where its directory
// holds a run of other options, another run of the same choices and seed takes its number: one that is there, or a new
// one, whose directory is named by what differs. The run before stays as it is, further down the list.
func (s *Sweep) Place(i int, asked Info) (SweepRun, error) {
	if err := s.writable(); err != nil {
		return SweepRun{}, err
	}
	if !s.Differs(i, asked) {
		return s.kept.Runs[i], nil
	}
	list := s.kept.Runs
	for k := range list {
		if k != i && list[k].alike(list[i]) && s.runs[k] != nil && !s.Differs(k, asked) {
			list[i], list[k] = list[k], list[i]
			return s.placed(i)
		}
	}
	next := NewSweepRun(list[i].Choices, list[i].Seed)
	next.Own = list[i].Own
	for k, r := range s.runs {
		if r == nil || !list[k].alike(next) {
			continue
		}
		for _, c := range changes(r.info, asked) {
			next.Changed = with(next.Changed, Choice{c.name, c.now})
			list[k].Changed = with(list[k].Changed, Choice{c.name, c.there})
		}
	}
	name := sweepName(slices.Concat(next.Choices, next.Changed), next.Seed)
	next.Name = name
	for n := 2; slices.ContainsFunc(list, func(r SweepRun) bool { return r.Name == next.Name }) ||
		Exists(filepath.Join(s.dir, next.Name)); n++ {
		next.Name = fmt.Sprintf("%s-%d", name, n)
	}
	s.kept.Runs = append(list, list[i])
	s.kept.Runs[i] = next
	return s.placed(i)
}

// with is a list of choices with one more, unless it has a choice of that field.
func with(list []Choice, c Choice) []Choice {
	if valueOf(list, c.Field) != "" {
		return list
	}
	return append(slices.Clip(list), c)
}

// Clear removes what is there of run number i of List: the runs of its choices and seed, whatever their options.
func (s *Sweep) Clear(i int) (SweepRun, error) {
	if err := s.writable(); err != nil {
		return SweepRun{}, err
	}
	next := NewSweepRun(s.kept.Runs[i].Choices, s.kept.Runs[i].Seed)
	next.Own = s.kept.Runs[i].Own
	for _, k := range s.kept.Runs {
		if dir := filepath.Join(s.dir, k.Name); k.alike(next) && Exists(dir) {
			if err := Remove(dir); err != nil {
				return SweepRun{}, err
			}
		}
	}
	var list []SweepRun
	for k, r := range s.kept.Runs {
		if k == i {
			list = append(list, next)
		} else if !r.alike(next) {
			list = append(list, r)
		}
	}
	s.kept.Runs = list
	return s.placed(i)
}

// placed keeps the list as it is now.
func (s *Sweep) placed(i int) (SweepRun, error) {
	if err := s.save(); err != nil {
		return SweepRun{}, err
	}
	s.look()
	return s.kept.Runs[i], nil
}

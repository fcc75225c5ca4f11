package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestThinKeepsPeaks(t *testing.T) {
	var p Points
	for i := range 100_000 {
		p.Add(float64(i), math.Sin(float64(i)/5000))
	}
	p.Y[31_415], p.Y[70_001] = 9, -9
	p.Y[50_000] = math.NaN()
	few := p.Thin(600)
	if few.Len() > 600 {
		t.Errorf("%d points are left, want at most 600", few.Len())
	}
	low, high := math.Inf(1), math.Inf(-1)
	for i, y := range few.Y {
		low, high = min(low, y), max(high, y)
		if i > 0 && few.X[i] <= few.X[i-1] {
			t.Fatalf("x goes back at point %d", i)
		}
	}
	if low != -9 || high != 9 || few.X[0] != 0 || few.X[few.Len()-1] != 99_999 {
		t.Errorf("range %g to %g over %g to %g", low, high, few.X[0], few.X[few.Len()-1])
	}
}

// TestSparse: a scatter is thinned to what can be told apart, its outermost dots stay.
func TestSparse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s := Series{Shape: Dot}
	for i := range 100_000 {
		s.Add(rng.NormFloat64(), rng.NormFloat64())
		s.Notes = append(s.Notes, fmt.Sprint(i))
	}
	s.X[50], s.Y[77] = 40, -40
	s.Y[60], s.X[61] = math.NaN(), math.Inf(1)
	few := s.Sparse(2000)
	if few.Len() > 2004 || few.Len() < 100 || len(few.Notes) != few.Len() {
		t.Errorf("%d dots with %d notes", few.Len(), len(few.Notes))
	}
	for _, ends := range [][2][2]float64{{Extent(s.X), Extent(few.X)}, {Extent(s.Y), Extent(few.Y)}} {
		if ends[0] != ends[1] {
			t.Errorf("the dots reach from %g to %g, want %g to %g", ends[1][0], ends[1][1], ends[0][0], ends[0][1])
		}
	}
	dense := Series{Shape: Dot}
	for range 50_000 {
		dense.Add(rng.Float64(), rng.Float64())
	}
	if few := dense.Sparse(500); Extent(few.X) != Extent(dense.X) || Extent(few.Y) != Extent(dense.Y) {
		t.Error("an outermost dot with neighbours is lost")
	}
	if i := slices.Index(few.X, 40); i < 0 || few.Notes[i] != "50" {
		t.Error("a note went to another dot")
	}
}

// TestThinBand: what is thinned still holds the band, and ends where it did.
func TestThinBand(t *testing.T) {
	wide := Series{Shape: Band}
	for i := range 10_000 {
		wide.Add(float64(i), 0)
		wide.Low, wide.High = append(wide.Low, -1), append(wide.High, 1)
	}
	wide.High[5003] = 7
	few := wide.ThinBand(100)
	if few.Len() != 100 || Extent(few.High)[1] != 7 || few.X[99] != 9999 {
		t.Errorf("%d points up to %g, ending at %g", few.Len(), Extent(few.High)[1], few.X[99])
	}
}

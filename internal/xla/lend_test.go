package xla

import (
	"runtime"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
)

// TestLend computes on values in their place: what is written there is seen without a copy.
func TestLend(t *testing.T) {
	backend := onXLA(t)
	sum := MustNewExec(backend, func(x *Node) *Node { return ReduceAllSum(x) })
	const rows, cols = 300, 100
	values := make([]float32, rows*cols)
	lent, giveBack := Lend(backend, 0, values, rows, cols)
	if lent == nil {
		t.Skip("the device has a memory of its own")
	}
	defer giveBack()
	defer lent.MustFinalizeAll()
	for i, want := range []float32{1, 3} {
		values[7+i] = want
	}
	for range 3 {
		runtime.GC()
		if got := sum.MustCall(lent)[0].Value().(float32); got != 4 {
			t.Errorf("the sum is %g, want 4", got)
		}
	}
	lost := make([]float32, rows*cols)
	if again, _ := Lend(backend, 0, lost, rows, cols); again == nil {
		t.Error("not lent")
	}
	for range 3 { // a loan that nobody ends
		runtime.GC()
	}
}

func TestLendRefuses(t *testing.T) {
	inGo, err := Go()
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float32, 1<<16)
	if lent, _ := Lend(inGo, 0, values, len(values)); lent != nil {
		t.Error("lent to a backend without XLA")
	}
	if lent, _ := Lend(onXLA(t), 0, values[1:], len(values)-1); lent != nil {
		t.Error("lent from an address that is no multiple of 64")
	}
	if lent, _ := Lend(onXLA(t), 0, nil, 0); lent != nil {
		t.Error("lent nothing")
	}
}

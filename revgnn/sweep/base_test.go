package sweep

import "testing"

// TestProcessBase: the process holds something before it trains, and compiling adds to it.
func TestProcessBase(t *testing.T) {
	if got := processBase(); got != 0 && got < compilingBytes {
		t.Errorf("%d bytes, less than compiling takes", got)
	}
}
